import type { CertificateFacts, KeyFacts } from "../rows/brought";
import { sdk } from "../sdk";
import { type Session, settingsIn } from "../session";
import { orAbsent } from "./answer";

export async function keyFacts(key: string, session: Session, region: string): Promise<KeyFacts | undefined> {
    const { DescribeKeyCommand, KMSClient } = sdk.kms;
    const found = await orAbsent(
        () => new KMSClient(settingsIn(session, region)).send(new DescribeKeyCommand({ KeyId: key })),
        ["NotFoundException", "InvalidArnException"],
        undefined,
    );
    if (found === undefined) return undefined;
    const { KeySpec = "", KeyState = "", KeyUsage = "" } = found.KeyMetadata!;
    return { state: KeyState, usage: KeyUsage, spec: KeySpec };
}

export async function certificateFacts(
    certificate: string,
    session: Session,
    region: string,
): Promise<CertificateFacts | undefined> {
    const { ACMClient, DescribeCertificateCommand } = sdk.acm;
    const found = await orAbsent(
        () =>
            new ACMClient(settingsIn(session, region)).send(
                new DescribeCertificateCommand({ CertificateArn: certificate }),
            ),
        ["ResourceNotFoundException", "InvalidArnException"],
        undefined,
    );
    if (found === undefined) return undefined;
    const { DomainName, Status = "", SubjectAlternativeNames = [] } = found.Certificate!;
    return { status: Status, names: [...new Set([DomainName ?? [], SubjectAlternativeNames].flat())] };
}
