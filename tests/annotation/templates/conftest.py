"""What lies here is data for the tests beside this folder, and holds no tests itself."""

collect_ignore_glob = ["*.py"]
