//go:build tools

// Package tools pins the engine's command line, so that go.sum fixes every module it is built from.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
