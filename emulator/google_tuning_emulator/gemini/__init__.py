"""The Gemini API's tuned models: what is kept, what is allowed, how it is shown."""
