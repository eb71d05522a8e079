// Takes metrics as OpenTelemetry's own collector does, by its own receiver, and writes what it took to standard output: a line
// of OTLP's JSON for each request. Who doesn't show the token is refused.
//
//	otlp-receiver <address> <certificate> <key> <token>
package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(address, certificate, key, token string) error {
	ctx := context.Background()
	factory := otlpreceiver.NewFactory()
	config := factory.CreateDefaultConfig()
	said := confmap.NewFromStringMap(map[string]any{
		"protocols": map[string]any{
			"http": map[string]any{
				"endpoint":         address,
				"include_metadata": true,
				"tls":              map[string]any{"cert_file": certificate, "key_file": key},
			},
		},
	})
	if err := said.Unmarshal(config); err != nil {
		return err
	}
	next, err := consumer.NewMetrics(func(ctx context.Context, metrics pmetric.Metrics) error {
		shown := client.FromContext(ctx).Metadata.Get("authorization")
		if len(shown) != 1 || shown[0] != "Bearer "+token {
			return status.Error(codes.Unauthenticated, "another token than "+fmt.Sprint(shown))
		}
		text, err := (&pmetric.JSONMarshaler{}).MarshalMetrics(metrics)
		if err == nil {
			fmt.Println(string(text))
		}
		return err
	})
	if err != nil {
		return err
	}
	settings := receivertest.NewNopSettings(component.MustNewType("otlp"))
	receiver, err := factory.CreateMetrics(ctx, settings, config, next)
	if err != nil {
		return err
	}
	if err := receiver.Start(ctx, componenttest.NewNopHost()); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "listening")
	select {}
}
