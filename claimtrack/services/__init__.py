"""What a checker can ask. Each joins stages and the database in one transaction."""
