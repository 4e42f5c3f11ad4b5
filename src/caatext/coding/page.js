// The coding page: one unit at a time. All texts are set as text content, never as HTML.
// A unit is sent to Python as one message, so that no value can arrive after the unit has been left.

const LEVELS = [["", "not coded"], ["0", "0 absent"], ["1", "1 present"], ["2", "2 main"]];

function add(parent, tag, text = "", attributes = {}) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

function addRules(parent, frame) {
  const box = add(parent, "details", "", { open: "" });
  add(box, "summary", `${frame.name} (${frame.id})`);
  add(box, "p", frame.definition);
  for (const [title, rules] of [["Code when", frame.include], ["Do not code when", frame.exclude], ["Parts", frame.roles]]) {
    if (!rules.length) continue;
    add(box, "p", title);
    const list = add(box, "ul");
    for (const rule of rules) add(list, "li", rule);
  }
}

function addLevels(parent, frame, group) {
  const box = add(parent, "fieldset");
  add(box, "legend", frame.name);
  const radios = LEVELS.map(([value, label]) => {
    const line = add(box, "label");
    const radio = add(line, "input", "", { type: "radio", name: `${group}-${frame.id}`, value });
    line.append(` ${label}`);
    return radio;
  });
  box.addEventListener("keydown", (event) => {
    const radio = radios.find((one) => one.value && one.value === event.key);
    if (radio) { radio.checked = true; radio.focus(); }
  });
  return {
    get: () => radios.find((one) => one.checked)?.value ?? "",
    set: (value) => { for (const one of radios) one.checked = one.value === value; },
    focus: () => radios.find((one) => one.checked)?.focus(),
  };
}

function addChoice(parent, label, options) {
  const line = add(parent, "label", `${label} `);
  const select = add(line, "select");
  for (const [value, name] of [["", ""], ...options]) add(select, "option", name, { value });
  return { get: () => select.value, set: (value) => { select.value = value; } };
}

function addNote(parent) {
  const line = add(parent, "label", "note ");
  const input = add(line, "input", "", { type: "text", size: "50" });
  return { get: () => input.value.trim(), set: (value) => { input.value = value; } };
}

function render({ model, el }) {
  const units = model.get("units"), frames = model.get("frames"), codes = { ...model.get("codes") };
  const group = `caatext-${Math.random().toString(36).slice(2)}`;
  const unsaved = new Map();
  let place = model.get("place");

  // JupyterLab would take arrows, digits and Enter for its own shortcuts
  const page = add(el, "div", "", { class: "caatext-coding", "data-lm-suppress-shortcuts": "true" });
  const left = add(page, "div", "", { class: "caatext-unit" }), right = add(page, "div", "", { class: "caatext-rules" });
  const where = add(left, "p", "", { class: "caatext-where" });
  const text = add(left, "p", "", { class: "caatext-text", "aria-live": "polite" });
  const controls = Object.fromEntries(frames.map((frame) => [frame.id, addLevels(left, frame, group)]));
  const details = add(left, "p");
  controls.polarity = addChoice(details, "polarity", model.get("polarities").map((name) => [name, name]));
  controls.holder = addChoice(details, "holder", model.get("actors"));
  controls.note = addNote(details);
  const buttons = add(left, "p");
  const back = add(buttons, "button", "Back"), absent = add(buttons, "button", "No frame here");
  const next = add(buttons, "button", "Save and next");
  const message = add(left, "p", "", { role: "status", class: "caatext-message" });
  for (const frame of frames) addRules(right, frame);

  const isCoded = (item) => frames.some((frame) => codes[item]?.[frame.id]);
  const nCoded = () => units.filter((unit) => isCoded(unit.item)).length;

  function tell(words = "") {
    const state = unsaved.size ? "Saving ... keep this page open." : "All that you coded is saved.";
    const rest = units.length - nCoded();
    message.textContent = words || `${state} ${rest ? `${rest} not coded yet.` : "Every unit is coded: thank you."}`;
  }

  function show() {
    const unit = units[place];
    where.textContent = `${place + 1} of ${units.length}, ${nCoded()} coded, item ${unit.item}`;
    text.replaceChildren();
    add(text, "span", `${unit.before} `);
    add(text, "b", unit.text);
    add(text, "span", ` ${unit.after}`);
    for (const [name, control] of Object.entries(controls)) control.set(codes[unit.item]?.[name] ?? "");
    back.disabled = place === 0;
  }

  function leave(step) {
    const item = units[place].item;
    const values = Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.get()]));
    const isFilled = Object.values(values).some(Boolean);
    if (isFilled && !frames.some((frame) => values[frame.id])) {
      return tell("Choose a level for at least one frame, or press No frame here.");
    }
    if (isFilled || isCoded(item)) {
      codes[item] = values;
      unsaved.set(item, (unsaved.get(item) ?? 0) + 1);
      model.send({ item, values });
    }
    place = Math.min(Math.max(place + step, 0), units.length - 1);
    show();
    controls[frames[0].id].focus();
    return tell();
  }

  function codeAbsent() {
    for (const frame of frames) controls[frame.id].set("0");
    controls.polarity.set("");
    controls.holder.set("");
    leave(1);
  }

  function heard(answer) {
    if (answer.fault) return tell(`Not saved: ${answer.fault}`);
    const open = unsaved.get(answer.saved) - 1;
    if (open > 0) unsaved.set(answer.saved, open); else unsaved.delete(answer.saved);
    return tell();
  }

  back.addEventListener("click", () => leave(-1));
  next.addEventListener("click", () => leave(1));
  absent.addEventListener("click", codeAbsent);
  left.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName !== "BUTTON") { event.preventDefault(); leave(1); }
  });
  model.on("msg:custom", heard);
  show();
  tell();
  return () => model.off("msg:custom", heard);
}

export default { render };
