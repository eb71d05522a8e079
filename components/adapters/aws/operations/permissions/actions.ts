/** Actions of IAM by service prefix: names, separated by spaces. */
type Actions = Readonly<Record<string, string>>;

const ec2Tags = "CreateTags DeleteTags";
const elbTags = "AddTags RemoveTags DescribeTags";
const tags = "TagResource UntagResource ListTagsForResource";
const object =
    "GetObject GetObjectTagging GetObjectVersion PutObject PutObjectTagging DeleteObjectTagging DeleteObject DeleteObjectVersion AbortMultipartUpload ListBucket ListBucketVersions";
const tracked = "DescribeAlarms PutMetricAlarm DeleteAlarms";

/**
 * What the engine's provider calls to create, read, update, tag and delete a resource of each type that the adapter creates, and what AWS
 * requires of the caller of these actions. Sources: `handlers.*.permissions` of the CloudFormation schema of each type (as cfn-lint ships
 * them); the requests of the resource in hashicorp/terraform-provider-aws (internal/service/<module>), which reads more of a bucket, and
 * waits for network interfaces before it deletes what they are in; and, where a line names one, a page of AWS's documentation.
 */
export const actionsOf: Readonly<Record<string, Actions>> = {
    "acm/certificate": {
        acm: "RequestCertificate DescribeCertificate UpdateCertificateOptions DeleteCertificate AddTagsToCertificate RemoveTagsFromCertificate ListTagsForCertificate",
    },
    "acm/certificateValidation": { acm: "DescribeCertificate" },
    "acmpca/certificate": {
        "acm-pca": "IssueCertificate GetCertificate RevokeCertificate DescribeCertificateAuthority",
    },
    "acmpca/certificateAuthority": {
        "acm-pca":
            "CreateCertificateAuthority DescribeCertificateAuthority GetCertificateAuthorityCertificate GetCertificateAuthorityCsr UpdateCertificateAuthority DeleteCertificateAuthority TagCertificateAuthority UntagCertificateAuthority ListTags",
    },
    "acmpca/certificateAuthorityCertificate": {
        "acm-pca": "ImportCertificateAuthorityCertificate GetCertificateAuthorityCertificate",
    },
    // …/autoscaling/application/userguide/security_iam_id-based-policy-examples.html: alarms and the scaled service, in the caller's name
    "appautoscaling/policy": {
        "application-autoscaling": "PutScalingPolicy DescribeScalingPolicies DeleteScalingPolicy",
        cloudwatch: tracked,
    },
    "appautoscaling/target": {
        "application-autoscaling": `RegisterScalableTarget DescribeScalableTargets DeregisterScalableTarget ${tags}`,
        ecs: "DescribeServices UpdateService",
    },
    // …/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html: the template is tried with the caller's rights
    "autoscaling/group": {
        autoscaling:
            "CreateAutoScalingGroup DescribeAutoScalingGroups DescribeScalingActivities DescribeWarmPool UpdateAutoScalingGroup SetInstanceProtection DeleteAutoScalingGroup CreateOrUpdateTags DeleteTags",
        ec2: "RunInstances CreateTags DescribeLaunchTemplates DescribeLaunchTemplateVersions",
        ssm: "GetParameters",
    },
    "backup/plan": {
        backup: "CreateBackupPlan GetBackupPlan UpdateBackupPlan DeleteBackupPlan TagResource UntagResource ListTags",
    },
    "backup/regionSettings": { backup: "DescribeRegionSettings UpdateRegionSettings" },
    "backup/selection": { backup: "CreateBackupSelection GetBackupSelection DeleteBackupSelection", iam: "GetRole" },
    // …/aws-backup/latest/devguide/encryption.html: the key is used in the name of the vault's creator
    "backup/vault": {
        backup: "CreateBackupVault DescribeBackupVault DeleteBackupVault TagResource UntagResource ListTags",
        "backup-storage": "MountCapsule",
        kms: "CreateGrant GenerateDataKey Decrypt RetireGrant DescribeKey",
    },
    "backup/vaultLockConfiguration": {
        backup: "PutBackupVaultLockConfiguration DescribeBackupVault DeleteBackupVaultLockConfiguration",
    },
    "budgets/budget": { budgets: `ModifyBudget ViewBudget ${tags}` },
    "cloudtrail/trail": {
        cloudtrail:
            "CreateTrail DescribeTrails GetTrailStatus GetEventSelectors PutEventSelectors GetInsightSelectors UpdateTrail StartLogging StopLogging DeleteTrail AddTags RemoveTags ListTags",
    },
    "cloudwatch/compositeAlarm": { cloudwatch: `PutCompositeAlarm DescribeAlarms DeleteAlarms ${tags}` },
    "cloudwatch/dashboard": { cloudwatch: "PutDashboard GetDashboard DeleteDashboards" },
    "cloudwatch/eventRule": { events: `PutRule DescribeRule DeleteRule ${tags}` },
    "cloudwatch/eventTarget": { events: "PutTargets ListTargetsByRule RemoveTargets" },
    "cloudwatch/logGroup": {
        logs: `CreateLogGroup DescribeLogGroups PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey DisassociateKmsKey DeleteLogGroup ${tags}`,
    },
    "cloudwatch/metricAlarm": { cloudwatch: `${tracked} ${tags}` },
    "costexplorer/anomalyMonitor": {
        ce: `CreateAnomalyMonitor GetAnomalyMonitors UpdateAnomalyMonitor DeleteAnomalyMonitor ${tags}`,
    },
    "costexplorer/anomalySubscription": {
        ce: `CreateAnomalySubscription GetAnomalySubscriptions UpdateAnomalySubscription DeleteAnomalySubscription ${tags}`,
    },
    // …/amazondynamodb/latest/developerguide/globaltables-security.html for copies in regions, …/encryption.usagenotes.html for keys
    "dynamodb/table": {
        dynamodb:
            "CreateTable DescribeTable UpdateTable DeleteTable CreateTableReplica DeleteTableReplica DescribeContinuousBackups UpdateContinuousBackups DescribeTimeToLive UpdateTimeToLive TagResource UntagResource ListTagsOfResource Query Scan GetItem PutItem UpdateItem DeleteItem BatchWriteItem",
        kms: "CreateGrant DescribeKey Decrypt Encrypt GenerateDataKey ReEncryptFrom ReEncryptTo",
    },
    "ec2/defaultSecurityGroup": {
        ec2: `DescribeSecurityGroups DescribeVpcs RevokeSecurityGroupIngress RevokeSecurityGroupEgress ${ec2Tags}`,
    },
    // The last are of deliveries to a bucket (docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html).
    "ec2/flowLog": {
        ec2: `CreateFlowLogs DescribeFlowLogs DeleteFlowLogs ${ec2Tags}`,
        logs: "CreateLogDelivery DeleteLogDelivery",
    },
    "ec2/internetGateway": {
        ec2: `CreateInternetGateway DescribeInternetGateways AttachInternetGateway DetachInternetGateway DeleteInternetGateway ${ec2Tags}`,
    },
    "ec2/launchTemplate": {
        ec2: `CreateLaunchTemplate CreateLaunchTemplateVersion DescribeLaunchTemplates DescribeLaunchTemplateVersions ModifyLaunchTemplate DeleteLaunchTemplate ${ec2Tags}`,
    },
    "ec2/natGateway": { ec2: `CreateNatGateway DescribeNatGateways DeleteNatGateway ${ec2Tags}` },
    "ec2/route": { ec2: "CreateRoute DescribeRouteTables ReplaceRoute DeleteRoute" },
    "ec2/routeTable": {
        ec2: `CreateRouteTable DescribeRouteTables DisassociateRouteTable DeleteRouteTable ${ec2Tags}`,
    },
    "ec2/routeTableAssociation": {
        ec2: "AssociateRouteTable DescribeRouteTables ReplaceRouteTableAssociation DisassociateRouteTable",
    },
    "ec2/securityGroup": {
        ec2: `CreateSecurityGroup DescribeSecurityGroups AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress DescribeNetworkInterfaces DeleteSecurityGroup ${ec2Tags}`,
    },
    "ec2/subnet": {
        ec2: `CreateSubnet DescribeSubnets ModifySubnetAttribute DescribeNetworkInterfaces DeleteSubnet ${ec2Tags}`,
    },
    "ec2/vpc": {
        ec2: `CreateVpc DescribeVpcs DescribeVpcAttribute ModifyVpcAttribute DescribeNetworkAcls DescribeSecurityGroups DescribeRouteTables DeleteVpc ${ec2Tags}`,
    },
    // …/vpc/latest/privatelink/create-interface-endpoint.html; a private name is one of a hosted zone that AWS owns
    "ec2/vpcEndpoint": {
        ec2: `CreateVpcEndpoint DescribeVpcEndpoints ModifyVpcEndpoint DeleteVpcEndpoints DescribePrefixLists DescribeSubnets DescribeSecurityGroups DescribeVpcs ${ec2Tags}`,
        route53: "AssociateVPCWithHostedZone",
    },
    "ecr/replicationConfiguration": { ecr: "PutReplicationConfiguration DescribeRegistry" },
    // …/AmazonECR/latest/userguide/repository-creation-templates-iam.html
    "ecr/repositoryCreationTemplate": {
        ecr: "CreateRepositoryCreationTemplate DescribeRepositoryCreationTemplates UpdateRepositoryCreationTemplate DeleteRepositoryCreationTemplate CreateRepository PutLifecyclePolicy SetRepositoryPolicy",
    },
    // …/AmazonECS/latest/developerguide/security_iam_id-based-policy-examples.html: managed scaling marks the group by a tag
    "ecs/capacityProvider": {
        ecs: `CreateCapacityProvider DescribeCapacityProviders UpdateCapacityProvider DeleteCapacityProvider ${tags}`,
        autoscaling: "CreateOrUpdateTags",
    },
    "ecs/cluster": {
        ecs: `CreateCluster DescribeClusters UpdateCluster UpdateClusterSettings DeleteCluster ${tags}`,
        kms: "DescribeKey",
    },
    "ecs/clusterCapacityProviders": { ecs: "PutClusterCapacityProviders DescribeClusters" },
    "ecs/service": {
        ecs: `CreateService DescribeServices ListServiceDeployments DescribeServiceDeployments StopServiceDeployment UpdateService DeleteService ${tags}`,
    },
    "ecs/taskDefinition": { ecs: `RegisterTaskDefinition DescribeTaskDefinition DeregisterTaskDefinition ${tags}` },
    "iam/instanceProfile": {
        iam: "CreateInstanceProfile GetInstanceProfile AddRoleToInstanceProfile RemoveRoleFromInstanceProfile DeleteInstanceProfile TagInstanceProfile UntagInstanceProfile",
    },
    "iam/role": {
        iam: "CreateRole GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole TagRole UntagRole",
    },
    "iam/rolePolicy": { iam: "PutRolePolicy GetRolePolicy DeleteRolePolicy" },
    "iam/rolePolicyAttachment": { iam: "AttachRolePolicy ListAttachedRolePolicies DetachRolePolicy" },
    "iam/serviceLinkedRole": {
        iam: "CreateServiceLinkedRole DeleteServiceLinkedRole GetServiceLinkedRoleDeletionStatus",
    },
    "kms/alias": { kms: "CreateAlias ListAliases UpdateAlias DeleteAlias" },
    "kms/grant": { kms: "CreateGrant ListGrants RevokeGrant RetireGrant" },
    "kms/key": {
        kms: "CreateKey DescribeKey GetKeyPolicy PutKeyPolicy GetKeyRotationStatus EnableKeyRotation DisableKeyRotation EnableKey DisableKey UpdateKeyDescription ScheduleKeyDeletion TagResource UntagResource ListResourceTags",
    },
    "lb/listener": {
        elasticloadbalancing: `CreateListener DescribeListeners DescribeListenerAttributes ModifyListener ModifyListenerAttributes DeleteListener ${elbTags}`,
    },
    "lb/listenerRule": {
        elasticloadbalancing: `CreateRule DescribeRules ModifyRule SetRulePriorities DeleteRule ${elbTags}`,
    },
    // …/elasticloadbalancing/latest/userguide/elb-api-permissions.html: what a balancer is put into
    "lb/loadBalancer": {
        elasticloadbalancing: `CreateLoadBalancer DescribeLoadBalancers DescribeLoadBalancerAttributes ModifyLoadBalancerAttributes DescribeCapacityReservation SetSecurityGroups SetSubnets SetIpAddressType DeleteLoadBalancer ${elbTags}`,
        ec2: "DescribeAccountAttributes DescribeAddresses DescribeInternetGateways DescribeNetworkInterfaces DescribeSecurityGroups DescribeSubnets DescribeVpcs",
    },
    "lb/targetGroup": {
        elasticloadbalancing: `CreateTargetGroup DescribeTargetGroups DescribeTargetGroupAttributes ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup ${elbTags}`,
    },
    "route53/healthCheck": {
        route53:
            "CreateHealthCheck GetHealthCheck UpdateHealthCheck DeleteHealthCheck ChangeTagsForResource ListTagsForResource",
    },
    "route53/record": { route53: "ChangeResourceRecordSets ListResourceRecordSets GetHostedZone GetChange" },
    "route53/zone": {
        route53:
            "CreateHostedZone GetHostedZone GetChange UpdateHostedZoneComment ListResourceRecordSets GetDNSSEC DeleteHostedZone ChangeTagsForResource ListTagsForResource",
    },
    "s3/bucket": {
        s3: "CreateBucket ListBucket GetBucketLocation GetBucketPolicy GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration GetBucketTagging PutBucketTagging TagResource UntagResource ListTagsForResource ListBucketVersions DeleteObject DeleteObjectVersion DeleteBucket",
    },
    "s3/bucketLifecycleConfiguration": { s3: "GetLifecycleConfiguration PutLifecycleConfiguration" },
    "s3/bucketObjectLockConfiguration": { s3: "GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration" },
    "s3/bucketObjectv2": { s3: object, kms: "GenerateDataKey Decrypt" },
    "s3/bucketOwnershipControls": { s3: "GetBucketOwnershipControls PutBucketOwnershipControls" },
    "s3/bucketPolicy": { s3: "GetBucketPolicy PutBucketPolicy DeleteBucketPolicy" },
    "s3/bucketPublicAccessBlock": { s3: "GetBucketPublicAccessBlock PutBucketPublicAccessBlock" },
    "s3/bucketServerSideEncryptionConfiguration": { s3: "GetEncryptionConfiguration PutEncryptionConfiguration" },
    "s3/bucketVersioning": { s3: "GetBucketVersioning PutBucketVersioning" },
    "s3/objectCopy": { s3: object, kms: "GenerateDataKey Decrypt" },
    // …/secretsmanager/latest/userguide/security-encryption.html: the key is used in the caller's name
    "secretsmanager/secret": {
        secretsmanager:
            "CreateSecret DescribeSecret GetResourcePolicy UpdateSecret DeleteSecret TagResource UntagResource",
        kms: "GenerateDataKey Decrypt",
    },
    "secretsmanager/secretVersion": {
        secretsmanager: "PutSecretValue GetSecretValue UpdateSecretVersionStage ListSecretVersionIds DescribeSecret",
        kms: "GenerateDataKey Decrypt",
    },
    "servicediscovery/httpNamespace": {
        servicediscovery: `CreateHttpNamespace GetNamespace GetOperation UpdateHttpNamespace DeleteNamespace ${tags}`,
    },
    "sns/topic": { sns: `CreateTopic GetTopicAttributes SetTopicAttributes DeleteTopic ${tags}` },
    "sns/topicPolicy": { sns: "GetTopicAttributes SetTopicAttributes" },
    "vpc/securityGroupEgressRule": {
        ec2: `AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress ModifySecurityGroupRules DescribeSecurityGroupRules ${ec2Tags}`,
    },
    "vpc/securityGroupIngressRule": {
        ec2: `AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress ModifySecurityGroupRules DescribeSecurityGroupRules ${ec2Tags}`,
    },
    "wafv2/webAcl": { wafv2: `CreateWebACL GetWebACL UpdateWebACL DeleteWebACL ${tags}` },
    // …/waf/latest/developerguide/security_iam_service-with-iam.html: both sides have to allow it
    "wafv2/webAclAssociation": {
        wafv2: "AssociateWebACL GetWebACL GetWebACLForResource DisassociateWebACL",
        elasticloadbalancing: "SetWebAcl CreateWebACLAssociation GetLoadBalancerWebACL DeleteWebACLAssociation",
    },
    // …/waf/latest/developerguide/logging-cw-logs.html
    "wafv2/webAclLoggingConfiguration": {
        wafv2: "PutLoggingConfiguration GetLoggingConfiguration DeleteLoggingConfiguration",
        logs: "CreateLogDelivery DeleteLogDelivery PutResourcePolicy DescribeResourcePolicies DescribeLogGroups",
    },
};

/** What updates look up beside resources: images, zones of a region. */
export const lookedUp: Actions = { ecr: "DescribeImages DescribeRepositories", ec2: "DescribeAvailabilityZones" };

/** `{ s3: "GetObject PutObject" }` → `s3:GetObject`, `s3:PutObject`. */
export function actionsIn(actions: Actions): string[] {
    return Object.entries(actions).flatMap(([service, names]) => names.split(" ").map(name => `${service}:${name}`));
}
