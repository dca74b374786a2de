"""E-mail: mails out by SMTP, answers in by an SMTP receiver of our own or from a relay by a signed webhook."""
