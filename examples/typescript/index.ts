import * as pulumi from "@pulumi/pulumi";
import * as tuning from "pulumi-google-tuning";

const LABELS = ["positive", "negative", "neutral"];

const config = new pulumi.Config();

export const review =
    config.get("review") ??
    "I had high hopes for these shoes, but the sole came off on my second run. Never again.";

const train = new tuning.TuningDataset("train", {
    source: "train.jsonl",
    bucket: config.require("bucket"),
    prefix: "sentiment",
});

const tuned = new tuning.TuningJob("sentiment", {
    baseModel: "gemini-3.5-flash",
    supervisedTuningSpec: {
        trainingDatasetUri: train.uri,
        hyperParameters: { epochCount: 3, adapterSize: "ADAPTER_SIZE_FOUR" },
    },
    tunedModelDisplayName: "review sentiment",
    labels: { team: "reviews", purpose: "example" },
});

export const job = tuned.name;
// A job has an endpoint once it has succeeded, and then this program goes on.
export const endpoint = tuned.tunedModel.apply((made) => made.endpoint!);

export const sentiment = tuning
    .generateContentOutput({ model: endpoint, prompt: review })
    .text.apply((said) => {
        const answer = said.trim().toLowerCase();
        if (!LABELS.includes(answer)) {
            throw new Error(`the model answered ${said}, which is none of ${LABELS.join(", ")}`);
        }
        return answer;
    });
