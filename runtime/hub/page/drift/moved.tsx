export function Moved() {
    return <span class="tag moved">moved</span>;
}
