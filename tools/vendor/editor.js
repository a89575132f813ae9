// The visual editor: a textarea[data-editor] becomes an editing surface, the textarea stays what is sent.
// Labels come translated from the textarea's data-labels (JSON), so no language lives in this file.
import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { Table, TableKit } from "@tiptap/extension-table";
import Image from "@tiptap/extension-image";
import { Selection } from "@tiptap/pm/state";
import { picturesOf, report, send } from "./pictures.js";

const SAFE_LINK = /^(https?:\/\/[^\s/]|mailto:|tel:|\/(?!\/))/i;

const TOOLS = [
  ["bold", (c) => c.toggleBold(), "bold"],
  ["italic", (c) => c.toggleItalic(), "italic"],
  [],
  ["heading2", (c) => c.toggleHeading({ level: 2 }), "heading", { level: 2 }],
  ["heading3", (c) => c.toggleHeading({ level: 3 }), "heading", { level: 3 }],
  ["paragraph", (c) => c.setParagraph(), "paragraph"],
  [],
  ["bullets", (c) => c.toggleBulletList(), "bulletList"],
  ["numbers", (c) => c.toggleOrderedList(), "orderedList"],
  ["quote", (c) => c.toggleBlockquote(), "blockquote"],
  [],
  ["link", "link", "link"],
  ["image", "image"],
  ["table", (c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true })],
  ["row", (c) => c.addRowAfter()],
  ["column", (c) => c.addColumnAfter()],
  ["dropTable", (c) => c.deleteTable()],
  [],
  ["undo", (c) => c.undo()],
  ["redo", (c) => c.redo()],
];
const IN_TABLE = new Set(["row", "column", "dropTable"]);

// Without the column widths that would be written as style attributes.
const PlainTable = Table.extend({ renderHTML: () => ["table", ["tbody", 0]] }).configure({ resizable: false });

// A dialog with named fields; `check` gives the sentence for what cannot be, `more` is put above the fields.
function ask(labels, fields, { title, more = [], check = () => "" }) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "stack";
    form.append(Object.assign(document.createElement("h2"), { textContent: title }), ...more);
    dialog.setAttribute("aria-label", title);
    const inputs = fields.map(({ name, label, hint, value }) => {
      const box = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { name, value: value || "", maxLength: 2000 });
      box.append(label, ...(hint ? [Object.assign(document.createElement("span"), { className: "hint", textContent: hint })] : []), input);
      form.append(box);
      return input;
    });
    const wrong = Object.assign(document.createElement("p"), { className: "error" });
    wrong.setAttribute("role", "alert");
    const row = document.createElement("div");
    row.className = "buttons";
    for (const [name, kind] of [["ok", "button primary"], ["cancel", "button"]]) {
      const button = Object.assign(document.createElement("button"), { value: name, className: kind, textContent: labels[name] });
      button.formNoValidate = true;
      row.append(button);
    }
    form.append(wrong, row);
    dialog.append(form);
    document.body.append(dialog);
    const given = () => Object.fromEntries(inputs.map((i) => [i.name, i.value.trim()]));
    form.addEventListener("submit", (event) => {
      if (event.submitter?.value !== "ok") return;
      wrong.textContent = check(given());
      if (wrong.textContent) event.preventDefault();
    });
    form.addEventListener("input", () => { wrong.textContent = ""; });
    // Enter that ends a composition chooses a word; it never presses the button.
    form.addEventListener("keydown", (event) => { if (event.isComposing && event.key === "Enter") event.preventDefault(); });
    dialog.addEventListener("close", () => { const answer = dialog.returnValue === "ok" ? given() : null; dialog.remove(); resolve(answer); });
    dialog.showModal();
  });
}

const DIALOGS = {
  async link(editor, labels) {
    const given = await ask(labels, [{ name: "href", label: labels.address, value: editor.getAttributes("link").href }], {
      title: labels.link,
      check: ({ href }) => (href && !SAFE_LINK.test(href) ? labels.badAddress : ""),
    });
    if (!given) return;
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!given.href) chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive("link")) chain.insertContent({ type: "text", text: given.href, marks: [{ type: "link", attrs: { href: given.href } }] }).run();
    else chain.setLink({ href: given.href }).run();
  },
  // Choose a picture here, or come with one that was pasted or dropped; it is sent while one says what it shows.
  async image(editor, labels, sending, file, at) {
    const present = file ? {} : editor.getAttributes("image");
    let picture = present.src ? { url: present.src, width: present.width, height: present.height } : null;
    const now = report(sending);
    const preview = Object.assign(document.createElement("img"), { alt: "", className: "preview", hidden: !picture, src: picture?.url ?? "" });
    if (!picture) preview.removeAttribute("src");
    const box = document.createElement("label");
    const chooser = Object.assign(document.createElement("input"), { type: "file", accept: "image/jpeg,image/png,image/webp,image/gif" });
    box.append(labels.choose, Object.assign(document.createElement("span"), { className: "hint", textContent: labels.kinds }), chooser);
    let last = 0;
    async function go(chosen) {
      const mine = ++last;
      picture = null;
      now.begin();
      const answer = await send(chosen, sending, now.tell);
      if (mine !== last) return;
      if (answer.error) { preview.hidden = true; now.say(answer.error, true); return; }
      picture = answer;
      preview.src = answer.url;
      preview.hidden = false;
      now.say(sending.there);
    }
    chooser.addEventListener("change", () => chooser.files[0] && go(chooser.files[0]));
    if (file) go(file);
    const given = await ask(labels, [{ name: "alt", label: labels.alt, hint: labels.altHint, value: present.alt }], {
      title: labels.image,
      more: [box, now.box, preview],
      check: () => (picture ? "" : labels.needed),
    });
    if (!given || !picture) return;
    const attrs = { src: picture.url, alt: given.alt, width: picture.width, height: picture.height };
    if (present.src) { editor.chain().focus().setImage(attrs).run(); return; }
    const where = at ?? editor.state.selection.to; // after a chosen picture, never in its place; then one writes on below
    editor.chain().focus().insertContentAt(where, { type: "image", attrs }).command(({ tr }) => {
      tr.setSelection(Selection.near(tr.doc.resolve(Math.min(where + 1, tr.doc.content.size))));
      return true;
    }).run();
  },
};

function toolbar(editor, labels, sending) {
  const bar = document.createElement("div");
  bar.className = "editor-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", labels.toolbar);
  const refreshers = [];
  for (const [name, action, mark, attributes] of TOOLS) {
    if (!name) {
      const gap = document.createElement("span");
      gap.className = "gap";
      bar.append(gap);
      continue;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = labels[name];
    button.addEventListener("click", () => {
      if (typeof action === "string") DIALOGS[action](editor, labels, sending);
      else action(editor.chain().focus()).run();
    });
    refreshers.push(() => {
      if (mark) button.setAttribute("aria-pressed", String(editor.isActive(mark, attributes)));
      if (IN_TABLE.has(name)) button.hidden = !editor.isActive("table");
    });
    bar.append(button);
  }
  const refresh = () => refreshers.forEach((one) => one());
  editor.on("transaction", refresh);
  refresh();
  return bar;
}

function enhance(area) {
  const labels = JSON.parse(area.dataset.labels);
  const sending = JSON.parse(area.dataset.sending);
  const frame = document.createElement("div");
  frame.className = "editor";
  const surface = document.createElement("div");
  surface.className = "text";
  const editor = new Editor({
    element: surface,
    injectCSS: false,
    content: area.value,
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3, 4] },
        codeBlock: false, code: false, strike: false, underline: false,
        link: { openOnClick: false, autolink: false, protocols: ["mailto", "tel"], HTMLAttributes: { target: null, rel: null, class: null } },
      }),
      TableKit.configure({ table: false }),
      PlainTable,
      Image,
    ],
    editorProps: {
      handlePaste: (view, event) => {
        const [file] = event.clipboardData?.types.includes("text/html") ? [] : picturesOf(event.clipboardData);
        if (file) DIALOGS.image(editor, labels, sending, file);
        return Boolean(file);
      },
      handleDrop: (view, event, slice, moved) => {
        const [file] = moved ? [] : picturesOf(event.dataTransfer);
        if (file) DIALOGS.image(editor, labels, sending, file, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos);
        return Boolean(file);
      },
      attributes: {
        role: "textbox", "aria-multiline": "true", "aria-label": labels.label, lang: area.lang || document.documentElement.lang,
        ...(area.getAttribute("aria-describedby") ? { "aria-describedby": area.getAttribute("aria-describedby") } : {}),
      },
    },
    onUpdate: ({ editor: now }) => {
      area.value = now.isEmpty ? "" : now.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  // A draft restored into the textarea from outside comes into the surface too.
  area.addEventListener("change", () => area.value !== editor.getHTML() && editor.commands.setContent(area.value, { emitUpdate: false }));
  area.form?.addEventListener("reset", () => setTimeout(() => editor.commands.setContent(area.value, { emitUpdate: false })));
  frame.append(toolbar(editor, labels, sending), surface);
  area.hidden = true;
  area.after(frame);
  document.querySelector(`label[for="${CSS.escape(area.id)}"]`)?.addEventListener("click", () => editor.commands.focus());
}

document.querySelectorAll("textarea[data-editor]").forEach(enhance);
