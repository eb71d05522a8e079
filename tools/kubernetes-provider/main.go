// The engine's provider of Kubernetes. Its schema and its table of Terraform names are for generators of SDKs and converters of programs: no
// update of a program reads them.
package main

import (
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	empty := []byte("{}")
	provider.Serve("kubernetes", version.Version, empty, empty)
}
