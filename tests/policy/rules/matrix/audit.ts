import { type Entry, global, thing } from "./entry";

const trail = (inputs: Record<string, unknown>) =>
    thing("aws:cloudtrail/trail:Trail", "trail", {
        enableLogFileValidation: true,
        isMultiRegionTrail: false,
        ...inputs,
    });

export const audit: Readonly<Record<string, Entry>> = {
    "audit/access-logs": {
        complies: [
            thing("aws:lb/loadBalancer:LoadBalancer", "front", { accessLogs: { enabled: true, bucket: "logs" } }),
        ],
        change: { of: "front", path: "accessLogs.enabled", to: false },
        apart: [thing("aws:lb/targetGroup:TargetGroup", "targets")],
    },
    "audit/log-retention": {
        complies: [thing("aws:cloudwatch/logGroup:LogGroup", "logs", { retentionInDays: 30 })],
        change: { of: "logs", path: "retentionInDays", to: 0 },
        apart: [thing("aws:cloudwatch/logStream:LogStream", "stream")],
    },
    "audit/trail-of-one-region": {
        complies: [trail({})],
        change: { of: "trail", path: "isMultiRegionTrail", to: true },
        apart: [global("aws:route53/zone:Zone", "zone")],
    },
    "audit/trail-validation": {
        complies: [trail({})],
        change: { of: "trail", path: "enableLogFileValidation", to: false },
        apart: [thing("aws:cloudtrail/eventDataStore:EventDataStore", "lake")],
    },
};
