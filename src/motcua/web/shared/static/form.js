// Hides questions that the answers on this page do not call for. Without it they stand there with a sentence saying so.
(() => {
  const chosen = (name) => {
    const inputs = [...document.getElementsByName(name)];
    if (inputs.length === 1 && inputs[0].type !== "checkbox" && inputs[0].type !== "radio") return inputs[0].value;
    const checked = inputs.find((input) => input.checked);
    return checked ? checked.value : inputs[0] && inputs[0].type === "checkbox" ? "false" : "";
  };
  const blocks = [...document.querySelectorAll(".when")];
  const settle = () => blocks.forEach((block) => {
    block.hidden = !block.dataset.values.split("|").includes(chosen(block.dataset.field).toLowerCase());
  });
  blocks.forEach((block) => block.querySelector(".only").remove());
  if (blocks.length) {
    document.addEventListener("change", settle);
    settle();
  }
})();
