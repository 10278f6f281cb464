"""The counterparts of those who carry messages: an SMTP server, gateways over HTTP, and a mailbox to look into."""
