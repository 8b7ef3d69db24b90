// Filters apply as soon as they are chosen; without scripts the button does it.
for (const form of document.querySelectorAll("form[data-auto-submit]")) {
  form.addEventListener("change", () => {
    for (const input of form.elements) {
      if (!input.value) input.disabled = true;
    }
    form.submit();
  });
}
