import { type Counterpart, enabled, ofProvider } from "./counterpart";

/** ECS, ECR, and what scales and finds their tasks. */
export const containers: Readonly<Record<string, Counterpart>> = {
    "appautoscaling/policy": {
        type: "AWS::ApplicationAutoScaling::ScalingPolicy",
        names: { name: "PolicyName" },
    },
    "appautoscaling/target": { type: "AWS::ApplicationAutoScaling::ScalableTarget" },
    "autoscaling/group": {
        type: "AWS::AutoScaling::AutoScalingGroup",
        names: {
            name: "AutoScalingGroupName",
            "launchTemplate.id": "LaunchTemplate.LaunchTemplateId",
            protectFromScaleIn: "NewInstancesProtectedFromScaleIn",
            serviceLinkedRoleArn: "ServiceLinkedRoleARN",
            vpcZoneIdentifiers: "VPCZoneIdentifier",
        },
        without: { forceDelete: ofProvider },
    },
    "ecr/replicationConfiguration": { type: "AWS::ECR::ReplicationConfiguration" },
    "ecr/repositoryCreationTemplate": {
        type: "AWS::ECR::RepositoryCreationTemplate",
        names: { appliedFors: "AppliedFor", "encryptionConfigurations[]": "EncryptionConfiguration" },
    },
    "ecs/capacityProvider": { type: "AWS::ECS::CapacityProvider" },
    "ecs/cluster": { type: "AWS::ECS::Cluster", names: { name: "ClusterName", settings: "ClusterSettings" } },
    "ecs/clusterCapacityProviders": {
        type: "AWS::ECS::ClusterCapacityProviderAssociations",
        names: { clusterName: "Cluster", defaultCapacityProviderStrategies: "DefaultCapacityProviderStrategy" },
        adds: { DefaultCapacityProviderStrategy: [] },
    },
    "ecs/service": {
        type: "AWS::ECS::Service",
        names: {
            capacityProviderStrategies: "CapacityProviderStrategy",
            deploymentCircuitBreaker: "DeploymentConfiguration.DeploymentCircuitBreaker",
            deploymentMaximumPercent: "DeploymentConfiguration.MaximumPercent",
            deploymentMinimumHealthyPercent: "DeploymentConfiguration.MinimumHealthyPercent",
            enableEcsManagedTags: "EnableECSManagedTags",
            name: "ServiceName",
            networkConfiguration: "NetworkConfiguration.AwsvpcConfiguration",
            "serviceConnectConfiguration.services[].clientAlias":
                "ServiceConnectConfiguration.Services[].ClientAliases",
            "serviceConnectConfiguration.services[].tls.issuerCertAuthority":
                "ServiceConnectConfiguration.Services[].Tls.IssuerCertificateAuthority",
        },
        values: {
            "networkConfiguration.assignPublicIp": enabled,
            "serviceConnectConfiguration.logConfiguration.options": "map",
        },
        without: { waitForSteadyState: ofProvider },
    },
    "ecs/taskDefinition": {
        type: "AWS::ECS::TaskDefinition",
        names: { "ephemeralStorage.sizeInGib": "EphemeralStorage.SizeInGiB" },
        values: {
            containerDefinitions: "properties",
            "containerDefinitions[].dockerLabels": "map",
            "containerDefinitions[].logConfiguration.options": "map",
        },
    },
    "servicediscovery/httpNamespace": { type: "AWS::ServiceDiscovery::HttpNamespace" },
};
