"""What is comparable becomes public: figures, numbers, report."""
