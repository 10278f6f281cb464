"""A stand-in for the national identity provider: OpenID Connect, code flow with PKCE, a dozen made-up persons."""
