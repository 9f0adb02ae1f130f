"""The only SQL: connections, tables, and one module of queries for each noun."""
