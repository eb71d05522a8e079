import { Component, type ComponentChildren } from "preact";

interface Props {
    readonly children: ComponentChildren;
}

/** A hub that was upgraded may tell what a page from before can't show. That is said, rather than to leave an empty page. */
export class Shown extends Component<Props, { readonly isBroken: boolean }> {
    override state = { isBroken: false };

    override componentDidCatch(): void {
        this.setState({ isBroken: true });
    }

    override render() {
        return this.state.isBroken ? (
            <p class="waiting" role="alert">
                The hub told what this page can't show. <a href="/">Load the page again</a>: the hub may have been
                upgraded.
            </p>
        ) : (
            this.props.children
        );
    }
}
