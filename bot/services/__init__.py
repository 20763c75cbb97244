"""What people do, one file per thing: plain functions of a unit of work. One call, one transaction."""
