import type { Kind, Making } from "../kind";
import { compute, idOf, link } from "./compute";
import { digits, underKey } from "./forms";

/** Nothing of a template changes. */
const fixedOfTemplates = [
    "advancedMachineFeatures",
    "canIpForward",
    "confidentialInstanceConfig",
    "description",
    "disks",
    "guestAccelerators",
    "instanceDescription",
    "labels",
    "machineType",
    "metadata",
    "metadataStartupScript",
    "minCpuPlatform",
    "namePrefix",
    "networkInterfaces",
    "reservationAffinity",
    "resourcePolicies",
    "scheduling",
    "serviceAccount",
    "shieldedInstanceConfig",
    "tags",
];
const groupOf = (making: Making) => link({ ...making, id: idOf("region", "instanceGroups")(making) });

/** Machines and groups of them. */
export const machines: Readonly<Record<string, Kind>> = {
    "gcp:compute/instance:Instance": compute("zone", "instances", {
        outputs: { instanceId: digits, currentStatus: () => "RUNNING" },
        required: ["bootDisk", "machineType", "networkInterfaces"],
        fixed: [
            "bootDisk",
            "confidentialInstanceConfig",
            "guestAccelerators",
            "hostname",
            "metadataStartupScript",
            "scratchDisks",
        ],
        guard: { property: "deletionProtection", while: true },
        refuses: underKey("compute-system"),
    }),
    "gcp:compute/disk:Disk": compute("zone", "disks", {
        outputs: { diskId: digits },
        fixed: [
            "description",
            "diskEncryptionKey",
            "image",
            "physicalBlockSizeBytes",
            "snapshot",
            "sourceDisk",
            "type",
        ],
        refuses: underKey("compute-system"),
    }),
    "gcp:compute/instanceTemplate:InstanceTemplate": compute("global", "instanceTemplates", {
        outputs: {
            numericId: digits,
            selfLinkUnique: made => `${link(made)}?uniqueId=${digits(made)}`,
        },
        required: ["disks", "machineType"],
        // Though it is global, it may be kept to a region.
        fixed: [...fixedOfTemplates, "region"],
    }),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": compute("region", "instanceTemplates", {
        outputs: { numericId: digits },
        required: ["disks", "machineType"],
        fixed: fixedOfTemplates,
    }),
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": compute("region", "instanceGroupManagers", {
        outputs: { instanceGroup: groupOf, instanceGroupManagerId: digits },
        required: ["baseInstanceName", "versions"],
        fixed: ["baseInstanceName", "description", "distributionPolicyZones"],
    }),
    "gcp:compute/regionAutoscaler:RegionAutoscaler": compute("region", "autoscalers", {
        required: ["autoscalingPolicy", "target"],
    }),
};
