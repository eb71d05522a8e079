//go:build tools

// Package tools pins crane, so that go.sum fixes every module it is built from.
package tools

import _ "github.com/google/go-containerregistry/cmd/crane"
