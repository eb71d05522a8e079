import assert from "node:assert/strict";

import { account, forecast, type Made, madeOf, statementsOf } from "./made";

type Inputs = Readonly<Record<string, unknown>>;

const regions = ["eu-central-1", "eu-west-1"] as const;

describe("what a region on AWS is made of", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let made: readonly Made[];
    before(async () => {
        const [eu] = forecast().cells;
        made = await madeOf({
            cells: [{ ...eu!, backup: "aws:eu-north-1" }],
            store: {
                tables: [{ name: "features", partitionKey: "subject", ttl: "expires" }],
                backup: { everyHours: 1 },
            },
            observability: { slo: { availability: 0.999, p99Ms: 250 }, logs: { retainDays: 400 }, audit: true },
            budget: { monthly: 900, currency: "USD", anomalies: true },
            routing: { limits: { deadlineSeconds: 900 } },
        });
    });
    const all = (kind: string, ...parts: readonly string[]) =>
        made.filter(one => one.kind === kind && parts.every(part => one.name.includes(part)));
    const one = (kind: string, ...parts: readonly string[]): Made => {
        const found = all(kind, ...parts);
        assert.equal(found.length, 1, `${kind} ${parts.join(" ")}: ${found.map(({ name }) => name).join(", ")}`);
        return found[0]!;
    };
    const byName = (kind: string, name: string) => made.find(each => each.kind === kind && each.name === name)!;
    const idOf = (kind: string, ...parts: readonly string[]) => one(kind, ...parts).outputs.id;

    it("is made in that region, with all that says a region", () => {
        const elsewhere = made.flatMap(({ inputs, kind, name }) => {
            const own = regions.find(region => name.includes(region));
            return own === undefined || inputs.region === undefined || inputs.region === own ? [] : `${kind} ${name}`;
        });
        assert.deepEqual(elsewhere, []);
        // Of one for all regions, and of what is made of others in them.
        const without = made.filter(
            ({ inputs, name }) => regions.some(region => name.includes(region)) && inputs.region === undefined,
        );
        assert.deepEqual([...new Set(without.map(({ kind }) => kind))].sort(), [
            ...["HealthCheck", "Record", "Role", "RolePolicy", "RolePolicyAttachment"],
        ]);
    });

    it("tags what it makes with its service and its cell, beside the tags of the config", async () => {
        const tagged = await madeOf({ aws: { tags: { team: "risk" } } });
        const tagsOf = (name: string) => {
            const provider = tagged.find(one => one.kind === "aws" && one.name === name)!;
            return (JSON.parse(String(provider.inputs.defaultTags)) as { tags: unknown }).tags;
        };
        const ofService = { team: "risk", "meridian:service": "forecast" };
        assert.deepEqual(tagsOf("forecast-eu"), { ...ofService, "meridian:cell": "eu" });
        assert.deepEqual(tagsOf("forecast.example.com"), ofService);
    });

    it("records changes at the backup location, and of global services in us-east-1, into the bucket of the primary region", () => {
        const bucket = one("Bucket", "eu-west-1", "audit");
        const key = one("Key", "eu-west-1", "key");
        for (const [region, isGlobal] of [
            ["eu-north-1", false],
            ["us-east-1", true],
        ] as const) {
            const { inputs, outputs } = one("Trail", region);
            assert.deepEqual(
                [inputs.region, inputs.includeGlobalServiceEvents, inputs.s3BucketName, inputs.kmsKeyId],
                [region, isGlobal, bucket.outputs.id, key.outputs.arn],
            );
            const writes = statementsOf(one("BucketPolicy", "eu-west-1", "audit").inputs.policy).find(
                ({ sid }) => sid === "Writes",
            )!;
            const from = writes.condition.StringEquals!["aws:SourceArn"] as string[];
            assert.ok(from.includes(String(outputs.arn)), `${String(outputs.arn)} is not in ${from.join(", ")}`);
            const encrypts = statementsOf(key.inputs.policy).find(({ sid }) => sid === "Trail")!;
            assert.equal(encrypts.condition.ArnLike!["aws:SourceArn"], `arn:aws:cloudtrail:*:${account}:trail/*`);
        }
    });

    for (const region of regions) {
        describe(region, () => {
            it("has balancers in subnets that the internet reaches, and tasks in others, that reach it by a translator only", () => {
                const tableOf = (subnet: unknown) => {
                    const found = all("RouteTableAssociation", region).filter(
                        ({ inputs }) => inputs.subnetId === subnet,
                    );
                    assert.equal(found.length, 1, String(subnet));
                    return found[0]!.inputs.routeTableId;
                };
                const routesOf = (subnet: unknown) =>
                    all("Route", region)
                        .filter(({ inputs }) => inputs.routeTableId === tableOf(subnet))
                        .map(({ inputs }) => [inputs.destinationCidrBlock, inputs.gatewayId, inputs.natGatewayId]);
                const outside = one("LoadBalancer", region).inputs.subnets as string[];
                assert.equal(outside.length, 3);
                const internet = ["0.0.0.0/0", idOf("InternetGateway", region), undefined];
                for (const subnet of outside) assert.deepEqual(routesOf(subnet), [internet]);
                const services = all("Service", region);
                assert.equal(services.length, 3);
                const nat = ["0.0.0.0/0", undefined, idOf("NatGateway", region)];
                for (const { inputs } of services) {
                    const { assignPublicIp, subnets } = inputs.networkConfiguration as Inputs;
                    assert.equal(assignPublicIp, false);
                    assert.equal((subnets as string[]).length, 3);
                    for (const subnet of subnets as string[]) assert.deepEqual(routesOf(subnet), [nat]);
                }
            });

            it("has subnets that do not overlap, in three zones each", () => {
                const subnets = all("Subnet", region);
                const ranges = subnets.map(({ inputs }) => {
                    const [, a, b, c, d, bits] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(String(inputs.cidrBlock))!;
                    const from = [a, b, c, d].reduce((sum, part) => sum * 256 + Number(part), 0);
                    return [from, from + 2 ** (32 - Number(bits))] as const;
                });
                ranges.sort(([one], [other]) => one - other);
                for (const [i, [from]] of ranges.entries()) assert.ok(i === 0 || from >= ranges[i - 1]![1], String(i));
                // 10.0.0.0/16
                const [first, last] = [10 * 2 ** 24, 10 * 2 ** 24 + 2 ** 16];
                assert.ok(ranges.every(([from, to]) => from >= first && to <= last));
                const zones = (side: string) =>
                    all("Subnet", region, side).map(({ inputs }) => inputs.availabilityZone);
                for (const side of ["inside", "outside"]) assert.equal(new Set(zones(side)).size, 3, side);
                for (const { inputs } of subnets) assert.equal(inputs.mapPublicIpOnLaunch, false);
            });

            it("has the services that tasks need inside the network, under their own names, for TLS from there", () => {
                const endpoints = all("VpcEndpoint", region).map(({ inputs }) => inputs);
                const names = endpoints.map(({ serviceName }) => String(serviceName).split(`${region}.`)[1]);
                assert.deepEqual(names.sort(), ["dynamodb", "ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager"]);
                const group = idOf("SecurityGroup", region, "-endpoints");
                const byNetwork = endpoints.filter(({ vpcEndpointType }) => vpcEndpointType === "Interface");
                assert.equal(byNetwork.length, 4);
                for (const { privateDnsEnabled, securityGroupIds, subnetIds } of byNetwork) {
                    assert.deepEqual([privateDnsEnabled, securityGroupIds], [true, [group]]);
                    assert.equal((subnetIds as unknown[]).length, 3);
                }
                const inside = idOf("RouteTable", region, "-inside");
                const byRoute = endpoints.filter(({ vpcEndpointType }) => vpcEndpointType === "Gateway");
                assert.deepEqual(
                    byRoute.map(({ routeTableIds }) => routeTableIds),
                    [[inside], [inside]],
                );
                const { cidrIpv4, fromPort, toPort } = one("SecurityGroupIngressRule", region, "-endpoints").inputs;
                assert.deepEqual([cidrIpv4, fromPort, toPort], ["10.0.0.0/16", 443, 443]);
            });

            it("requests objects of its own buckets and of ECR, and items of its own tables, alone", () => {
                const statements = all("VpcEndpoint", region).flatMap(({ inputs }) => statementsOf(inputs.policy));
                const short = region === "eu-west-1" ? "euw1" : "euc1";
                assert.deepEqual(statements.map(({ resources }) => resources).sort(), [
                    [`arn:aws:dynamodb:${region}:${account}:table/forecast-eu-*`],
                    [`arn:aws:s3:::forecast-eu-${short}-*/*`],
                    [`arn:aws:s3:::prod-${region}-starport-layer-bucket/*`],
                ]);
                for (const { actions, effect, principal, sid } of statements) {
                    assert.deepEqual([effect, principal], ["Allow", "*"]);
                    if (sid !== "Tables") assert.deepEqual(actions, ["s3:GetObject"]);
                }
                for (const { name, outputs } of all("Bucket", region))
                    assert.ok(String(outputs.bucket).startsWith(`forecast-eu-${short}-`), name);
                const own = statements.find(({ sid }) => sid === "Releases")!;
                assert.deepEqual(own.condition, { StringEquals: { "aws:ResourceAccount": account } });
            });

            it("has no rules in the default security group of its network", () => {
                const { egress, ingress, vpcId } = one("DefaultSecurityGroup", region).inputs;
                assert.deepEqual([egress, ingress, vpcId], [undefined, undefined, idOf("Vpc", region)]);
            });

            it("admits connections only along: internet, balancer, gate, servers", () => {
                const group = (what: string) => idOf("SecurityGroup", region, `${region}-${what}`);
                const called = new Map(
                    ["front", "gate", "servers", "own-servers", "endpoints"].map(what => [group(what), what]),
                );
                const rules = (kind: string) =>
                    all(kind, region)
                        .map(({ inputs }) => {
                            const { cidrIpv4, fromPort, prefixListId, referencedSecurityGroupId, toPort } = inputs;
                            assert.deepEqual([inputs.ipProtocol, fromPort], ["tcp", toPort]);
                            const other =
                                called.get(referencedSecurityGroupId) ??
                                cidrIpv4 ??
                                (prefixListId === undefined ? "" : "S3");
                            return `${called.get(inputs.securityGroupId)} ${other as string} ${String(toPort)}`;
                        })
                        .sort();
                assert.deepEqual(rules("SecurityGroupIngressRule"), [
                    "endpoints 10.0.0.0/16 443",
                    "front 0.0.0.0/0 443",
                    "gate front 8081",
                    "gate front 8443",
                    "own-servers gate 8444",
                    "servers gate 8080",
                ]);
                assert.deepEqual(rules("SecurityGroupEgressRule"), [
                    "front gate 8081",
                    "front gate 8443",
                    "gate 0.0.0.0/0 443",
                    "gate own-servers 8444",
                    "gate servers 8080",
                    "own-servers 10.0.0.0/16 443",
                    "own-servers S3 443",
                    "servers 10.0.0.0/16 443",
                    "servers S3 443",
                ]);
                const groupsOf = ({ inputs }: Made) => (inputs.networkConfiguration as Inputs).securityGroups;
                assert.deepEqual(groupsOf(one("Service", region, "-gate")), [group("gate")]);
                assert.deepEqual(groupsOf(one("Service", region, "-irises-")), [group("servers")]);
                assert.deepEqual(groupsOf(one("Service", region, "-chat-")), [group("own-servers")]);
            });

            it("has a balancer that is strict about headers, logs requests, and answers other hosts by 421", () => {
                const { inputs, outputs } = one("LoadBalancer", region);
                const { desyncMitigationMode, dropInvalidHeaderFields, internal, preserveHostHeader } = inputs;
                assert.deepEqual(
                    [desyncMitigationMode, dropInvalidHeaderFields, internal, preserveHostHeader],
                    ["strictest", true, false, true],
                );
                assert.equal(inputs.xffHeaderProcessingMode, "remove");
                assert.deepEqual(inputs.securityGroups, [idOf("SecurityGroup", region, `${region}-front`)]);
                assert.deepEqual(inputs.accessLogs, { bucket: idOf("Bucket", region, "access-logs"), enabled: true });
                // A request may take as long as its deadline, without a byte.
                assert.ok((inputs.idleTimeout as number) >= 900);
                const listener = one("Listener", region).inputs;
                assert.deepEqual(
                    [listener.protocol, listener.port, listener.loadBalancerArn],
                    ["HTTPS", 443, outputs.arn],
                );
                assert.match(String(listener.sslPolicy), /^ELBSecurityPolicy-TLS13-1-2-/);
                const [other, ...more] = listener.defaultActions as Inputs[];
                assert.deepEqual(more, []);
                assert.equal(other!.type, "fixed-response");
                assert.equal((other!.fixedResponse as Inputs).statusCode, "421");
                const filtered = one("WebAclAssociation", region).inputs;
                assert.equal(filtered.resourceArn, outputs.arn);
            });

            it("checks gates by the port that answers checks alone", () => {
                const { healthCheck, port, protocol, targetType } = one("TargetGroup", region).inputs;
                assert.deepEqual([targetType, protocol, port], ["ip", "HTTPS", 8443]);
                const { interval, matcher, path, protocol: by, port: on, timeout } = healthCheck as Inputs;
                assert.deepEqual([by, on, path, matcher], ["HTTP", "8081", "/live", "200"]);
                assert.ok((timeout as number) < (interval as number));
            });

            it("leads hosts of the cell to the gate, each by a rule of its own", () => {
                const hosts = ["eu.forecast.example.com", `${region}.eu.forecast.example.com`];
                const rules = all("ListenerRule", region).map(({ inputs }) => inputs);
                assert.equal(new Set(rules.map(({ priority }) => priority)).size, rules.length);
                const gate = one("TargetGroup", region).outputs.arn;
                for (const { actions, conditions } of rules) {
                    const [{ hostHeader }] = conditions as [{ hostHeader: { values: string[] } }];
                    assert.ok(hosts.includes(hostHeader.values.join()), hostHeader.values.join());
                    assert.deepEqual(
                        (actions as Inputs[]).map(({ targetGroupArn, type }) => [type, targetGroupArn]),
                        [["forward", gate]],
                    );
                }
            });

            it("rolls services without an interruption, takes back what does not start, and runs no commands in tasks", () => {
                for (const { inputs, name } of all("Service", region)) {
                    assert.deepEqual(inputs.deploymentCircuitBreaker, { enable: true, rollback: true }, name);
                    assert.equal(inputs.deploymentMinimumHealthyPercent, 100, name);
                    assert.equal(inputs.deploymentMaximumPercent, 200, name);
                    assert.equal(inputs.waitForSteadyState, true, name);
                    assert.equal(inputs.enableExecuteCommand, false, name);
                    assert.equal(inputs.cluster, one("Cluster", region).outputs.arn, name);
                    const connect = inputs.serviceConnectConfiguration as { enabled: boolean; services: Inputs[] };
                    assert.equal(connect.enabled, true, name);
                    const [{ timeout, tls }] = connect.services as [{ timeout: Inputs; tls: Inputs }];
                    // No proxy ends a request that may go on.
                    assert.ok((timeout.idleTimeoutSeconds as number) >= 900, name);
                    assert.equal(tls.roleArn, one("Role", region, "-tls").outputs.arn, name);
                }
                const [targets] = one("Service", region, "-gate").inputs.loadBalancers as Inputs[];
                assert.equal(targets!.targetGroupArn, one("TargetGroup", region).outputs.arn);
            });

            it("logs the output of each container in its region, and waits for no log", () => {
                const tasks = all("TaskDefinition", region);
                assert.equal(tasks.length, 3);
                for (const { inputs, name } of tasks) {
                    const containers = JSON.parse(String(inputs.containerDefinitions)) as Inputs[];
                    for (const { logConfiguration, privileged, readonlyRootFilesystem } of containers) {
                        const { logDriver, options } = logConfiguration as { logDriver: string; options: Inputs };
                        const what = name.endsWith("-gate") ? "-gate-logs" : "-servers-logs";
                        assert.equal(logDriver, "awslogs", name);
                        assert.equal(options["awslogs-group"], one("LogGroup", region, what).outputs.name, name);
                        assert.equal(options["awslogs-region"], region, name);
                        assert.equal(options.mode, "non-blocking", name);
                        assert.deepEqual([privileged, readonlyRootFilesystem], [false, true], name);
                    }
                }
            });

            it("runs more tasks of a release as processors get busy, and fewer more slowly", () => {
                const ofReleases = (kind: string) => all(kind, region).filter(({ name }) => !name.includes("-gate"));
                for (const { inputs } of ofReleases("Policy")) {
                    const { predefinedMetricSpecification, scaleInCooldown, scaleOutCooldown, targetValue } =
                        inputs.targetTrackingScalingPolicyConfiguration as Inputs;
                    assert.deepEqual(predefinedMetricSpecification, {
                        predefinedMetricType: "ECSServiceAverageCPUUtilization",
                    });
                    assert.ok((targetValue as number) > 1 && (targetValue as number) <= 100);
                    assert.ok((scaleInCooldown as number) > (scaleOutCooldown as number));
                }
                const names = (kind: string) => ofReleases(kind).map(({ inputs }) => inputs.resourceId);
                assert.equal(names("Policy").length, 2);
                assert.deepEqual(names("Policy").sort(), names("Target").sort());
            });

            it("notifies the region's own topic of an alarm, and of its end", () => {
                const topic = one("Topic", region).outputs.arn;
                const notified = [...all("CompositeAlarm", region), ...all("MetricAlarm", region, "-p99")];
                assert.equal(notified.length, 5);
                for (const { inputs } of notified)
                    assert.deepEqual([inputs.alarmActions, inputs.okActions], [[topic], [topic]]);
                // One window of a rate alone notifies of nothing.
                for (const { inputs } of all("MetricAlarm", region, "-burn-"))
                    assert.equal(inputs.alarmActions, undefined);
            });

            it("alarms where failures of an hour, and of its last five minutes, use up the budget 14.4 times as fast", () => {
                const balancer = one("LoadBalancer", region).outputs.arnSuffix;
                const windows = { "14-4": [3600, 300], "6": [21600, 1800], "3": [86400, 7200], "1": [259200, 21600] };
                for (const [factor, seconds] of Object.entries(windows)) {
                    const pair = ["long", "short"].map(window =>
                        one("MetricAlarm", region, `-burn-${factor}-${window}`),
                    );
                    for (const [i, { inputs }] of pair.entries()) {
                        assert.equal(inputs.comparisonOperator, "GreaterThanOrEqualToThreshold");
                        // Of a thousandth that may fail.
                        assert.ok(
                            Math.abs((inputs.threshold as number) - Number(factor.replace("-", ".")) / 1000) < 1e-9,
                        );
                        // Without requests nothing fails.
                        assert.equal(inputs.treatMissingData, "notBreaching");
                        const counted = (inputs.metricQueries as { id: string; metric?: Inputs }[]).flatMap(query =>
                            query.metric === undefined ? [] : [[query.id, query.metric] as const],
                        );
                        assert.deepEqual(Object.fromEntries(counted.map(([id, { metricName }]) => [id, metricName])), {
                            asked: "RequestCount",
                            own: "HTTPCode_ELB_5XX_Count",
                            target: "HTTPCode_Target_5XX_Count",
                        });
                        for (const [, { dimensions, period, stat }] of counted) {
                            assert.deepEqual([period, stat], [seconds[i], "Sum"]);
                            assert.deepEqual(dimensions, { LoadBalancer: balancer });
                        }
                    }
                    const [long, short] = pair.map(({ outputs }) => String(outputs.name));
                    assert.equal(
                        byName("CompositeAlarm", `forecast-hub-eu-${region}-burn-${factor}`).inputs.alarmRule,
                        `ALARM("${long}") AND ALARM("${short}")`,
                    );
                }
            });

            it("alarms on one in a hundred answers that take longer than they should, by the balancer's own clock", () => {
                const { inputs } = one("MetricAlarm", region, "-p99");
                const { comparisonOperator, dimensions, extendedStatistic, metricName, treatMissingData } = inputs;
                assert.deepEqual(
                    [metricName, extendedStatistic, comparisonOperator, treatMissingData],
                    ["TargetResponseTime", "p99", "GreaterThanThreshold", "notBreaching"],
                );
                assert.deepEqual(dimensions, { LoadBalancer: one("LoadBalancer", region).outputs.arnSuffix });
            });

            it("records who changes what, and calls of global services where they are, once", () => {
                const { inputs } = one("Trail", region);
                const { enableLogFileValidation, includeGlobalServiceEvents, isMultiRegionTrail } = inputs;
                assert.deepEqual([enableLogFileValidation, isMultiRegionTrail], [true, false]);
                assert.equal(includeGlobalServiceEvents, false);
                assert.deepEqual(inputs.eventSelectors, [
                    { readWriteType: "WriteOnly", includeManagementEvents: true },
                ]);
                assert.equal(inputs.s3BucketName, idOf("Bucket", region, "audit"));
            });

            it("deletes files of the trail after the days of the config, and their old versions as many days later", () => {
                const rules = one("BucketLifecycleConfiguration", region, "audit").inputs.rules as Inputs[];
                const [rule, ...more] = rules.filter(({ expiration }) => expiration !== undefined);
                assert.deepEqual(more, []);
                assert.equal(rule!.status, "Enabled");
                assert.deepEqual(rule!.expiration, { days: 400 });
                assert.deepEqual(rule!.noncurrentVersionExpiration, { noncurrentDays: 400 });
                assert.equal(all("BucketVersioning", region, "audit").length, 1);
            });

            it("deletes old versions of what stays, and markers of deleted objects, in each bucket with versions", () => {
                const versioned = all("BucketVersioning", region).map(({ inputs }) => inputs.bucket as string);
                assert.ok(versioned.length >= 2);
                const rules = all("BucketLifecycleConfiguration", region).flatMap(({ inputs }) =>
                    (inputs.rules as Inputs[]).map(rule => ({ ...rule, bucket: inputs.bucket as string })),
                );
                const expiring = rules.filter(rule => "noncurrentVersionExpiration" in rule);
                assert.deepEqual(expiring.map(({ bucket }) => bucket).sort(), versioned.sort());
                const { expiration, noncurrentVersionExpiration } = expiring.find(
                    ({ bucket }) => bucket === idOf("Bucket", region, "artifacts"),
                )! as Inputs;
                assert.deepEqual(expiration, { expiredObjectDeleteMarker: true });
                assert.deepEqual(noncurrentVersionExpiration, { noncurrentDays: 30 });
            });

            it("deletes the parts of uploads that were never completed, in each of its buckets", () => {
                const buckets = all("Bucket", region).map(({ outputs }) => outputs.id as string);
                assert.ok(buckets.length >= 3);
                const cleaned = all("BucketLifecycleConfiguration", region).filter(({ inputs }) =>
                    (inputs.rules as Inputs[]).some(
                        ({ abortIncompleteMultipartUpload: abort, status }) =>
                            status === "Enabled" && (abort as Inputs | undefined)?.daysAfterInitiation === 7,
                    ),
                );
                assert.deepEqual(cleaned.map(({ inputs }) => inputs.bucket as string).sort(), buckets.sort());
            });

            it("is answered for by Route 53 while its own name answers on /region by TLS", () => {
                const { inputs, outputs } = one("HealthCheck", region);
                const { enableSni, failureThreshold, fqdn, port, requestInterval, resourcePath, type } = inputs;
                assert.deepEqual([type, port, enableSni, resourcePath], ["HTTPS", 443, true, "/region"]);
                assert.equal(fqdn, `${region}.eu.forecast.example.com`);
                assert.deepEqual([requestInterval, failureThreshold], [10, 3]);
                const record = one("Record", "edge", region).inputs;
                assert.deepEqual([record.name, record.healthCheckId], ["eu.forecast.example.com", outputs.id]);
                assert.deepEqual(record.latencyRoutingPolicies, [{ region }]);
                const [alias, ...more] = record.aliases as Inputs[];
                assert.deepEqual(more, []);
                assert.equal(alias!.name, one("LoadBalancer", region).outputs.dnsName);
                assert.equal(alias!.evaluateTargetHealth, true);
            });
        });
    }

    it("has items of tables end at the attribute that the config names", () => {
        assert.deepEqual(one("Table").inputs.ttl, { attributeName: "expires", enabled: true });
    });

    it("has authorities that ECS may use, which it knows by their tag", () => {
        const authorities = all("CertificateAuthority");
        assert.equal(authorities.length, regions.length);
        for (const { inputs } of authorities) assert.deepEqual(inputs.tags, { AmazonECSManaged: "true" });
    });

    it("has secrets that can be recovered for a week after they were deleted, unless the store is one to try things with", async () => {
        const daysOf = (some: readonly Made[]) =>
            new Set(some.filter(({ kind }) => kind === "Secret").map(({ inputs }) => inputs.recoveryWindowInDays));
        assert.deepEqual(daysOf(made), new Set([7]));
        const tables = [{ name: "features", partitionKey: "subject" }];
        assert.deepEqual(daysOf(await madeOf({ store: { tables, ephemeral: true } })), new Set([0]));
    });

    it("has a table that logs whole items, is restored to any second, and has copies under each region's key", () => {
        const { inputs } = one("Table");
        assert.deepEqual([inputs.streamEnabled, inputs.streamViewType], [true, "NEW_AND_OLD_IMAGES"]);
        assert.deepEqual(inputs.pointInTimeRecovery, { enabled: true });
        assert.equal(inputs.deletionProtectionEnabled, true);
        const keyIn = (region: string) => one("Key", `${region}-key`).outputs.arn;
        assert.deepEqual(inputs.serverSideEncryption, { enabled: true, kmsKeyArn: keyIn("eu-west-1") });
        const [replica, ...more] = inputs.replicas as Inputs[];
        assert.deepEqual(more, []);
        const { kmsKeyArn, pointInTimeRecovery, regionName } = replica!;
        assert.deepEqual([regionName, kmsKeyArn, pointInTimeRecovery], ["eu-central-1", keyIn("eu-central-1"), true]);
    });

    it("has a dashboard that shows of each balancer what CloudWatch counts of balancers, and of its gates what it counts of targets", () => {
        const { widgets } = JSON.parse(String(one("Dashboard").inputs.dashboardBody)) as {
            widgets: { properties: { metrics: [string, string, ...unknown[]][]; stat: string } }[];
        };
        assert.deepEqual(
            widgets.map(({ properties }) => `${properties.metrics[0]![1]} ${properties.stat}`),
            [
                "RequestCount Sum",
                "HTTPCode_Target_5XX_Count Sum",
                "HTTPCode_ELB_5XX_Count Sum",
                "TargetResponseTime p50",
                "TargetResponseTime p99",
                "HealthyHostCount Minimum",
            ],
        );
        const ofRegion = (kind: string, region: string) => one(kind, region).outputs.arnSuffix;
        for (const { properties } of widgets) {
            for (const [, metric, ...dimensions] of properties.metrics) {
                const { region } = dimensions.pop() as { region: string };
                const balancer = ["LoadBalancer", ofRegion("LoadBalancer", region)];
                const hosts = metric === "HealthyHostCount" ? ["TargetGroup", ofRegion("TargetGroup", region)] : [];
                assert.deepEqual(dimensions, [...hosts, ...balancer], metric);
            }
        }
    });

    it("notifies the home's topic of what is spent, of what will be, and of what is unusual", () => {
        const topic = one("Topic", "eu-west-1").outputs.arn;
        const { budgetType, costFilters, limitAmount, limitUnit, notifications, timeUnit } = one("Budget").inputs;
        assert.deepEqual([budgetType, timeUnit, limitAmount, limitUnit], ["COST", "MONTHLY", "900", "USD"]);
        assert.deepEqual(costFilters, [{ name: "TagKeyValue", values: ["user:meridian:service$forecast"] }]);
        assert.deepEqual(
            (notifications as Inputs[]).map(one => [one.notificationType, one.threshold, one.subscriberSnsTopicArns]),
            [
                ["ACTUAL", 80, [topic]],
                ["ACTUAL", 100, [topic]],
                ["FORECASTED", 100, [topic]],
            ],
        );
        for (const { comparisonOperator, thresholdType } of notifications as Inputs[]) {
            assert.deepEqual([comparisonOperator, thresholdType], ["GREATER_THAN", "PERCENTAGE"]);
        }
        const { frequency, monitorArnLists, subscribers } = one("AnomalySubscription").inputs;
        assert.deepEqual([frequency, monitorArnLists], ["IMMEDIATE", [one("AnomalyMonitor").outputs.arn]]);
        assert.deepEqual(subscribers, [{ type: "SNS", address: topic }]);
    });
});
