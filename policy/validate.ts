import type { PolicyResource, ReportViolation, StackValidationArgs } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";

import { type PackConfig, readConfig } from "./config";
import { sentence } from "./coverage";
import { judgeStack, messageOf } from "./judge";
import { Properties } from "./properties";
import { raw } from "./raw";
import type { Resource } from "./resource";

function resourceOf({ name, propertyDependencies, props, provider, type, urn }: PolicyResource): Resource {
    return {
        urn,
        type,
        name,
        properties: new Properties(raw(props)),
        // Whatever a cloud makes has a provider; what the engine makes itself is of its own types.
        ...(provider === undefined && { isComponent: true }),
        ...(provider && { provider: new Properties(raw(provider.props)) }),
        comesFrom: Object.fromEntries(
            Object.entries(propertyDependencies).map(([property, all]) => [property, all.map(({ urn }) => urn)]),
        ),
    };
}

/** Evaluates the resources that an engine sends, and reports findings. */
export function validate(args: StackValidationArgs, report: ReportViolation): void {
    const stack = new pulumi.Config("meridian");
    const {
        cells = stack.getObject("cells"),
        places = stack.getObject("places"),
        ...config
    } = args.getConfig<PackConfig>();
    const packConfig = readConfig({ ...config, cells, places });
    if (packConfig.setting.cells.length === 0) {
        tell(report, "config/no-cells", {
            message: "residency is not evaluated: neither the stack's config nor the pack's sets meridian:cells",
            enforcementLevel: "advisory",
        });
    }
    const { coverage, violations } = judgeStack(args.resources.map(resourceOf), packConfig, new Date());
    for (const violation of violations) {
        const { level, rule, severity, urn } = violation;
        tell(report, rule, {
            message: messageOf(violation),
            urn,
            severity,
            // A mandatory rule has the level of its policy, which the operator may have lowered.
            ...(level === "advisory" && { enforcementLevel: level }),
        });
    }
    if (coverage.disabled.length > 0) {
        const message = `rules that the pack's config turns off: ${coverage.disabled.join(", ")}`;
        tell(report, "config/disabled-rules", { message, enforcementLevel: "advisory" });
    }
    if (packConfig.setting.cells.length > 0 && coverage.proven < coverage.keeping) {
        tell(report, "coverage/summary", { message: sentence(coverage), enforcementLevel: "advisory" });
    }
}

/** Objects are taken by the runtime since 1.21, and not in its declarations. */
function tell(report: ReportViolation, name: string, violation: object): void {
    (report as unknown as (violation: object) => void)({ name, ...violation });
}
