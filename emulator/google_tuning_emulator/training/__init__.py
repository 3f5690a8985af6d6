"""What the Gemini API and Vertex AI share: how a training failed, and answers from its examples."""
