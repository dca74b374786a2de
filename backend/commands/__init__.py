"""One module a subcommand of `frontdesk`, each with a click command named `command`."""
