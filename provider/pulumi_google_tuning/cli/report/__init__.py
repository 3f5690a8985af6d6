"""The page of `google-tuning report`: read from a stack's state, drawn without a script.

state → model (what the page tells) → chart (the places of lines and ticks) → page (HTML) → browser
(a picture of it). Nothing here asks Google, a clock or the network.
"""
