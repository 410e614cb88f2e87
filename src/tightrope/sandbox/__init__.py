"""A confined child process for strangers' files; rooms say what to read and get back what they can check."""
