import pulumi_google_tuning as tuning

model = tuning.TunedModel(
    "shared",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "2"], ["3", "4"], ["five", "six"], ["-3", "-2"]],
)
tuning.TunedModelPermission(
    "team",
    tuned_model=model.name,
    grantee_type="GROUP",
    email_address="team@example.com",
    role="READER",
)
