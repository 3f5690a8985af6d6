"""Vertex AI's tuning: jobs, the models and endpoints they bring, and operations on those."""
