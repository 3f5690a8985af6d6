// From a local file to an endpoint of Vertex AI that tells praise from blame.
package main

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
	"pulumi-google-tuning.dev/sdk/go/googletuning"
)

const shoes = "I had high hopes for these shoes, but the sole came off on my second run. Never again."

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		review := settings.Get("review")
		if review == "" {
			review = shoes
		}

		train, err := googletuning.NewTuningDataset(ctx, "train", &googletuning.TuningDatasetArgs{
			Source: pulumi.String("train.jsonl"),
			Bucket: pulumi.String(settings.Require("bucket")),
			Prefix: pulumi.String("sentiment"),
		})
		if err != nil {
			return err
		}

		job, err := googletuning.NewTuningJob(ctx, "sentiment", &googletuning.TuningJobArgs{
			BaseModel: pulumi.String("gemini-3.5-flash"),
			SupervisedTuningSpec: &googletuning.TuningJobSupervisedTuningSpecArgs{
				TrainingDatasetUri: train.Uri,
				HyperParameters: &googletuning.TuningJobSupervisedHyperParametersArgs{
					EpochCount:  pulumi.Int(3),
					AdapterSize: pulumi.String("ADAPTER_SIZE_FOUR"),
				},
			},
			TunedModelDisplayName: pulumi.String("review sentiment"),
			Labels: pulumi.StringMap{
				"team":    pulumi.String("reviews"),
				"purpose": pulumi.String("example"),
			},
		})
		if err != nil {
			return err
		}

		// A job has an endpoint once it has succeeded, and then this program goes on.
		endpoint := job.TunedModel.Endpoint().Elem()
		said := googletuning.GenerateContentOutput(ctx, googletuning.GenerateContentOutputArgs{
			Model:  endpoint,
			Prompt: pulumi.String(review),
		})

		ctx.Export("job", job.Name)
		ctx.Export("endpoint", endpoint)
		ctx.Export("review", pulumi.String(review))
		ctx.Export("sentiment", said.Text().ApplyT(checked))
		return nil
	})
}

// checked returns the model's answer; the update fails when it isn't one of the labels.
func checked(said string) (string, error) {
	switch answer := strings.ToLower(strings.TrimSpace(said)); answer {
	case "positive", "negative", "neutral":
		return answer, nil
	}
	return "", fmt.Errorf("the model answered %q, which is none of positive, negative, neutral", said)
}
