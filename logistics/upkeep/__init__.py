"""Looking after the installation: backups and their return, its state, its log."""
