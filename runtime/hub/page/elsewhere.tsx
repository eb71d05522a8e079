import type { ElsewhereState } from "../../../components/watch/state";

/** Regions of which other clouds keep the figures, with what shows them there. */
export function ElsewhereSection({ elsewhere }: { readonly elsewhere: readonly ElsewhereState[] }) {
    return elsewhere.length === 0 ? null : (
        <section aria-labelledby="elsewhere" class="panel">
            <h2 id="elsewhere">
                On other clouds <span class="count">their figures stay there</span>
            </h2>
            <ul class="elsewhere">
                {elsewhere.map(({ cloud, regions, url }) => (
                    <li key={cloud}>
                        <span class="name">{cloud}</span>{" "}
                        <span class="rule">{regions.map(({ cell, region }) => `${cell} ${region}`).join(", ")}</span>{" "}
                        {url === undefined ? (
                            <span class="rule">shown by the cloud's own console</span>
                        ) : (
                            <a href={url} rel="noreferrer" target="_blank">
                                Its view
                            </a>
                        )}
                    </li>
                ))}
            </ul>
        </section>
    );
}
