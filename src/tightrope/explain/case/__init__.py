"""One state as a case among the measured states: causes by types, clues weighed, rival accounts held side by side."""
