package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/kube-network-policies/pkg/networkpolicy"
)

// Enforces NetworkPolicies on connections of a node's pods, with the packages of SIG Network's kube-network-policies. Its own
// program needs nftables with queues, which not every kernel has, and runs as a pod. Here rules of iptables send it the first packet of each
// connection: tests/support/clusters/network-policies.ts.
func newNetworkPoliciesCommand() *cobra.Command {
	var kubeconfig, node string
	var queue int
	command := &cobra.Command{
		Use:          "kube-network-policies",
		SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return judge(ctx, kubeconfig, node, queue)
		},
	}
	flags := command.Flags()
	flags.StringVar(&kubeconfig, "kubeconfig", "", "of a user that may list and watch namespaces, pods and NetworkPolicies")
	flags.StringVar(&node, "node", "", "the node whose pods it judges")
	flags.IntVar(&queue, "queue", 100, "the queue of Netfilter that its packets come from")
	return command
}

func judge(ctx context.Context, kubeconfig, node string, queue int) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	controller, err := networkpolicy.NewController(
		client,
		factory.Networking().V1().NetworkPolicies(),
		factory.Core().V1().Namespaces(),
		factory.Core().V1().Pods(),
		nil, nil, nil, nil,
		// It tries to add its own rules and a plugin of containerd 1.7, and does without.
		networkpolicy.Config{NodeName: node, QueueID: queue},
	)
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	return controller.Run(ctx)
}
