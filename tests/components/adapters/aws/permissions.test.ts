import assert from "node:assert/strict";

import { policiesFor } from "../../../../components/adapters/aws/operations/permissions";
import {
    documentsOf,
    mostCharacters,
    sizeOf,
} from "../../../../components/adapters/aws/operations/permissions/documents";
import { principalsOf } from "../../../../components/adapters/aws/operations/permissions/grants";
import { configOf, withExisting, withGpus } from "../../../rehearsal/variants";
import { plannedOf } from "../../../support/planned";

const planned = ["aws", "aws-one-region"].map(stack => plannedOf(configOf(stack)));
const statementsOf = (stack: Readonly<Record<string, unknown>>) =>
    principalsOf(plannedOf(stack)).flatMap(principal => documentsOf(principal).flatMap(({ Statement }) => Statement));

describe("the policies of the engine on AWS", () => {
    it("are managed policies of at most 6,144 characters, ten for an identity", () => {
        for (const { policies } of [...planned, plannedOf(withExisting()), plannedOf(withGpus())].flatMap(
            policiesFor,
        )) {
            assert.ok(policies.length <= 10);
            for (const { policy } of policies) assert.ok(sizeOf(policy.Statement) <= mostCharacters);
        }
    });

    it("have each action that is granted once, however they are split", () => {
        const many = {
            sid: "Many",
            actions: Array.from({ length: 900 }, (_, i) => `ec2:Action${i}`),
            resources: ["*"],
        };
        const other = { sid: "Other", actions: ["s3:GetObject"], resources: ["*"] };
        const documents = documentsOf({ grants: [many, other] });
        const actions = documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
        assert.deepEqual(actions, [...many.actions, ...other.actions]);
        const ids = documents.flatMap(({ Statement }) => Statement.map(({ Sid }) => Sid));
        assert.equal(new Set(ids).size, ids.length);
        assert.ok(documents.every(({ Statement }) => sizeOf(Statement) <= mostCharacters));
    });

    it("let the identity that runs the engine assume the roles of cells, and change DNS only", () => {
        const [engine, eu, us] = policiesFor(planned[0]!);
        assert.deepEqual([engine!.role, engine!.cells, eu!.cells, us!.cells], [undefined, [], ["eu"], ["us"]]);
        const { policy } = engine!.policies[0]!;
        const prefixes = policy.Statement.flatMap(({ Action }) => Action.map(action => action.split(":")[0]!));
        assert.deepEqual([...new Set(prefixes)], ["sts", "route53"]);
        assert.deepEqual(policy.Statement[0]!.Resource, [eu!.role, us!.role]);
    });

    it("let the role of a cell act in the regions of the cell and of its backup only", () => {
        const [, eu] = policiesFor(planned[0]!);
        const all = eu!.policies.flatMap(({ policy }) => policy.Statement);
        const regional = all.filter(({ Sid }) => Sid.startsWith("Regional"));
        assert.ok(regional.length > 0);
        for (const { Condition } of regional) {
            assert.deepEqual(Condition, {
                StringEquals: { "aws:RequestedRegion": ["eu-central-1", "eu-north-1", "eu-west-1"] },
            });
        }
    });

    it("reach roles, buckets, secrets and tables of the cell only, and pass roles to named services", () => {
        const all = statementsOf(configOf("aws-one-region"));
        const bounded = /^(iam:(?!CreateServiceLinkedRole)|s3:|secretsmanager:|dynamodb:)/;
        for (const { Action, Resource, Sid } of all) {
            if (!Action.some(action => bounded.test(action))) continue;
            for (const arn of [Resource].flat()) assert.match(arn, /[:/]screening-eu-|aws-service-role/, Sid);
        }
        const pass = all.find(({ Action }) => Action.includes("iam:PassRole"));
        assert.deepEqual(pass?.Condition, {
            StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"] },
        });
    });

    it("let the role of a cell create alarms of trails where its trails are, and pass a role to EventBridge", () => {
        const [, eu] = policiesFor(planned[0]!);
        const all = eu!.policies.flatMap(({ policy }) => policy.Statement);
        const rules = all.filter(({ Action }) => Action.includes("events:PutRule"));
        assert.deepEqual(
            rules.map(({ Condition }) => Condition),
            [
                {
                    StringEquals: {
                        "aws:RequestedRegion": ["eu-central-1", "eu-north-1", "eu-west-1", "us-east-1"],
                    },
                },
            ],
        );
        const pass = all.find(({ Action }) => Action.includes("iam:PassRole"));
        assert.ok(pass?.Condition?.StringEquals!["iam:PassedToService"]!.includes("events.amazonaws.com"));
    });

    it("have no permission for what exists already", () => {
        const actions = statementsOf(withExisting()).flatMap(({ Action }) => Action);
        for (const action of [
            "ec2:CreateVpc",
            "kms:CreateKey",
            "acm:RequestCertificate",
            "acm-pca:CreateCertificateAuthority",
        ]) {
            assert.ok(!actions.includes(action), action);
        }
    });

    it("read releases from the buckets that the config names", () => {
        const sources = statementsOf(withGpus()).filter(({ Sid }) => Sid.startsWith("Source"));
        assert.deepEqual(
            sources.map(({ Resource }) => Resource),
            ["arn:aws:s3:::models", "arn:aws:s3:::models/*"],
        );
    });
});
