"""What Kring knows of meetings, people and mail, in pure values: no SQL, no SMTP, no clock, no configuration."""
