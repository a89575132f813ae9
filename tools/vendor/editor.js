// The visual editor: a textarea[data-editor] becomes an editing surface, the textarea stays what is sent.
// Labels come translated from the textarea's data-labels (JSON), so no language lives in this file.
import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { Table, TableKit } from "@tiptap/extension-table";
import Image from "@tiptap/extension-image";

const SAFE_LINK = /^(https?:|mailto:|tel:|\/|#)/i;
const SAFE_IMAGE = /^(https:|\/)/i;

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

function ask(labels, label, value) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "stack";
    const inputs = Object.entries(label).map(([name, text]) => {
      const box = document.createElement("label");
      const input = document.createElement("input");
      input.name = name;
      input.value = value[name] || "";
      box.append(text, input);
      form.append(box);
      return input;
    });
    const row = document.createElement("div");
    row.className = "buttons";
    for (const [name, kind] of [["ok", "button primary"], ["cancel", "button"]]) {
      const button = document.createElement("button");
      button.value = name;
      button.className = kind;
      button.textContent = labels[name];
      row.append(button);
    }
    form.append(row);
    dialog.append(form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "ok" ? Object.fromEntries(inputs.map((i) => [i.name, i.value.trim()])) : null);
    });
    dialog.showModal();
  });
}

const DIALOGS = {
  async link(editor, labels) {
    const given = await ask(labels, { href: labels.address }, { href: editor.getAttributes("link").href });
    if (!given) return;
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!given.href) chain.unsetLink().run();
    else if (SAFE_LINK.test(given.href)) chain.setLink({ href: given.href }).run();
  },
  async image(editor, labels) {
    const given = await ask(labels, { src: labels.address, alt: labels.alt }, editor.getAttributes("image"));
    if (given && SAFE_IMAGE.test(given.src)) editor.chain().focus().setImage(given).run();
  },
};

function toolbar(editor, labels) {
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
      if (typeof action === "string") DIALOGS[action](editor, labels);
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
  frame.append(toolbar(editor, labels), surface);
  area.hidden = true;
  area.after(frame);
  document.querySelector(`label[for="${CSS.escape(area.id)}"]`)?.addEventListener("click", () => editor.commands.focus());
}

document.querySelectorAll("textarea[data-editor]").forEach(enhance);
