"""The subcommands of `motcua`, a module each; a module's `register` adds its commands to the group it is given."""
