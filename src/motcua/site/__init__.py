"""Settings, URLs and the command line: the only place that sees every room."""
