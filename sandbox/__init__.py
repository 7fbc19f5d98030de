"""A local messenger: the Bot API over HTTP on this computer, as strict as Telegram."""
