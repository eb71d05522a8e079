import { type Refused, on, onAws } from "../sketches";

const west = 'cells[0].networks["aws:eu-west-1"].cidr';
const central = 'cells[0].networks["aws:eu-central-1"].cidr';

/** Each fault of address ranges, alone in a config that has no other. */
export const networks: Refused[] = [
    [
        "a range that is none",
        onAws({ [west]: "10.1.0.0" }),
        {
            code: "config/value",
            path: west,
            value: "10.1.0.0",
        },
    ],
    [
        "a range written by an address in it",
        onAws({ [west]: "10.1.2.3/16" }),
        {
            code: "config/value",
            path: west,
            value: "10.1.2.3/16",
        },
    ],
    [
        "a range that AWS gives no network",
        onAws({ [west]: "10.32.0.0/12" }),
        {
            code: "network/size",
            path: west,
            value: "10.32.0.0/12",
        },
    ],
    [
        "a range too small for the subnets of balancers",
        onAws({ [west]: "10.1.0.0/23" }),
        {
            code: "network/size",
            path: west,
            value: "10.1.0.0/23",
        },
    ],
    [
        "a range of the internet",
        onAws({ [west]: "11.1.0.0/16" }),
        {
            code: "network/not-private",
            path: west,
            value: "11.1.0.0/16",
        },
    ],
    [
        "a range that something else uses",
        onAws({ [west]: "172.17.4.0/22" }),
        {
            code: "network/not-private",
            path: west,
            value: "172.17.4.0/22",
        },
    ],
    [
        "a range in that of another region of the cell",
        onAws({ [west]: "10.1.0.0/16", [central]: "10.1.64.0/20" }),
        {
            code: "network/overlap",
            path: central,
            value: "10.1.64.0/20",
        },
    ],
    [
        "a range in the one of a region without its own",
        onAws({ [west]: "10.0.64.0/20" }),
        {
            code: "network/overlap",
            path: west,
            value: "10.0.64.0/20",
        },
    ],
    [
        "a range in that of a region of another cell",
        onAws({
            [west]: "10.1.0.0/16",
            [central]: "10.2.0.0/16",
            "cells[1].networks": { "aws:us-east-1": { cidr: "10.3.0.0/16" }, "aws:us-west-2": { cidr: "10.2.0.0/17" } },
        }),
        {
            code: "network/overlap",
            path: 'cells[1].networks["aws:us-west-2"].cidr',
            value: "10.2.0.0/17",
        },
    ],
    [
        "a range for a network that exists",
        onAws({
            [west]: "10.1.0.0/16",
            'cells[0].existing["aws:eu-west-1"]': {
                network: "vpc-1",
                subnets: ["subnet-1"],
                publicSubnets: ["subnet-2", "subnet-3"],
            },
        }),
        {
            code: "network/exists",
            path: west,
            value: "10.1.0.0/16",
        },
    ],
    [
        "a range of a region that the cell hasn't",
        onAws({ 'cells[0].networks["aws:eu-north-1"].cidr': "10.1.0.0/16" }),
        {
            code: "cell/network-elsewhere",
            path: 'cells[0].networks["aws:eu-north-1"]',
            value: "aws:eu-north-1",
        },
    ],
    [
        "a range for the network of a cluster",
        on("kubernetes", { 'cells[0].networks["kubernetes:fra-onprem"].cidr': "10.1.0.0/16" }),
        {
            code: "capability/network",
            path: 'cells[0].networks["kubernetes:fra-onprem"]',
        },
    ],
];
