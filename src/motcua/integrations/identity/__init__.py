"""The national identity provider as an OpenID Connect client sees it."""
