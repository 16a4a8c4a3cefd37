"""Agents that the tests run on the Python side, and that Java agents stand in for."""
