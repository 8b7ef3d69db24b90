// The house's line icons, as the page brings them.
const icons = document.querySelector("[data-icons]")?.content;

export const icon = (name) => icons?.querySelector(`[data-icon="${name}"] svg`)?.cloneNode(true) ?? "";
