"""All that reads configuration: files and environment in, frozen values or every mistake at once out."""
