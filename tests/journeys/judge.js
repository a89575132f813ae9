/* What a page shows to axe, told apart from its words: `read` says it in numbers, so that what was asked before need not be
   asked again; `ask` asks axe. */
(() => {
  const REFERENCES = new Set(["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-errormessage", "for"]);
  const TOLD = new Set(["role", "type", "scope", "tabindex", "autocomplete", "accesskey", "http-equiv"]);
  const WORDS = new Set(["aria-label", "aria-description", "aria-placeholder", "aria-valuetext"]);
  const SILENT = /^(id|class|style|name|value|src|srcset|data-.*)$/;
  const HEADINGS = "h1, h2, h3, h4, h5, h6, [role=heading]";
  const LANDMARKS = "main, nav, header, footer, aside, form, section[aria-label], section[aria-labelledby], [role]";
  const CONTROLS = "a, button, input:not([type=hidden]), select, textarea, summary";

  /** A string as a number of 32 bits (FNV-1a). */
  const number = (text) => {
    let sum = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
    return sum >>> 0;
  };
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true });
  const namedBy = (ids) => ids.split(/\s+/).every((id) => document.getElementById(id)?.textContent.trim());

  /** What an attribute says to axe; of words only whether there are any. */
  const attribute = (one, { name, value }) => {
    if (name === "lang") return `lang=${value.replace(/^zh-Han[st]$/, "zh")}`;
    if (name === "href") return /^#./.test(value) ? `to ${!!document.getElementById(value.slice(1))}` : "href";
    if (name === "content") return one.matches("[name=viewport], [http-equiv]") ? value : "";
    if (REFERENCES.has(name)) return `${name} ${namedBy(value)}`;
    if (name === "value") return value.trim() ? "value" : "";
    if (SILENT.test(name)) return "";
    if (/^aria-value(now|min|max)$/.test(name)) return `${name} ${Number.isNaN(Number(value))}`;
    if (TOLD.has(name) || (name.startsWith("aria-") && !WORDS.has(name))) return `${name}=${value}`;
    return value.trim() ? name : `${name} is empty`;
  };
  const attributes = (one) => [...one.attributes].map((each) => attribute(one, each)).filter(Boolean).sort().join(" ");

  /** What depends on the style and on the width. */
  const look = (one) => {
    const said = [isSeen(one)];
    if (one.tagName === "A") said.push(getComputedStyle(one).textDecorationLine, getComputedStyle(one).display);
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1) {
      const { overflowX, overflowY } = getComputedStyle(one);
      if (/auto|scroll/.test(overflowX + overflowY)) said.push("scrolls", !!one.querySelector(`${CONTROLS}, [tabindex]`));
    }
    return said.join();
  };

  /** One number for each kind of element: what it is, what is said about it, what it stands in and what stands in it. */
  const skeleton = () => {
    const ids = new Map();
    for (const one of document.querySelectorAll("[id]")) ids.set(one.id, (ids.get(one.id) ?? 0) + 1);
    const found = new Set();
    const walk = (one, above) => {
      const tag = one.localName, own = attributes(one);
      const plain = (tag === "div" || tag === "span") && !own;
      const path = plain ? above : `${above}>${tag}[${own}]`;
      const inside = new Set();
      let text = false, named = one.hasAttribute("aria-label") || (tag === "img" && !!one.alt) || tag === "title";
      for (const each of one.childNodes) {
        if (each.nodeType === Node.TEXT_NODE && each.data.trim()) text = true;
        if (each.nodeType !== Node.ELEMENT_NODE) continue;
        inside.add(`${each.localName} ${each.getAttribute("role") ?? ""}`);
        if (walk(each, path)) named = true;
      }
      named = (named || text) && one.getAttribute("aria-hidden") !== "true" && isSeen(one);
      const labels = one.labels ? [...one.labels].map((each) => `${isSeen(each)} ${!!each.textContent.trim()}`) : "";
      const doubled = ids.get(one.id) > 1;
      const said = tag === "img" && one.closest("a, button, figure")?.textContent.trim() === one.alt.trim();
      found.add(number([above, tag, one.getAttribute("class"), own, look(one), text, named, labels, doubled, said, ...inside].join("|")));
      return named;
    };
    walk(document.documentElement, "");
    return found;
  };

  /** What no single element says: its headings in order, its landmarks, its title. */
  const page = () => {
    const said = [`title ${!!document.title.trim()}`];
    let before = 0;
    const headings = [...document.querySelectorAll(HEADINGS)].filter(isSeen);
    for (const one of headings) {
      const level = one.getAttribute("aria-level") ?? one.localName.slice(1);
      said.push(`heading ${level} after ${before}`);
      before = level;
    }
    said.push(`first headings ${Math.min(2, headings.filter((one) => one.localName === "h1").length)}`);
    const times = new Map();
    for (const one of [...document.querySelectorAll(LANDMARKS)].filter(isSeen)) {
      const kind = one.getAttribute("role") ?? one.localName;
      const name = one.getAttribute("aria-label") ?? document.getElementById(one.getAttribute("aria-labelledby"))?.textContent;
      const within = one.parentElement?.closest("main, article, section, nav, aside") ? "inside" : "";
      for (const key of [`${kind} ${within}`, `${kind} ${within} called ${name?.trim()}`]) times.set(key, (times.get(key) ?? 0) + 1);
    }
    for (const [key, count] of times) said.push(`${Math.min(2, count)} times ${key.replace(/called (?!undefined).*/s, "of one name")}`);
    return said.map(number);
  };

  /** Every text whose colours are not known yet is marked for axe; returns what was met. */
  const colours = (known) => {
    const done = new Set(known), met = new Map(), grounds = new Map();
    const groundOf = (one) => {
      if (!one) return "";
      if (!grounds.has(one)) {
        const line = getComputedStyle(one);
        const own = [line.backgroundColor, line.backgroundImage, line.opacity, line.position].join();
        const below = groundOf(one.parentElement);
        grounds.set(one, own === "rgba(0, 0, 0, 0),none,1,static" ? below : `${below}/${own}`);
      }
      return grounds.get(one);
    };
    const speaks = (one) => one.matches("input, select, textarea")
      || [...one.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
    for (const one of document.querySelectorAll("body, body *")) {
      delete one.dataset.judged;
      if (!speaks(one) || !isSeen(one)) continue;
      const box = one.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      const line = getComputedStyle(one);
      const off = one.closest("label, :disabled, [aria-disabled=true]")?.tagName;
      const key = number([groundOf(one), line.color, line.fontSize, line.fontWeight, line.textShadow, off].join("|"));
      if (done.has(key) || met.get(key) === 2) continue;
      met.set(key, (met.get(key) ?? 0) + 1);
      one.dataset.judged = key;
    }
    return [...met.keys()];
  };

  const tooSmall = () => [...document.querySelectorAll(CONTROLS)].filter((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || (box.width >= 24 && box.height >= 24)) return false;
    const line = getComputedStyle(one);
    if (line.visibility === "hidden" || one.closest("label") || one.closest(".hush, .skip")) return false;
    return one.tagName !== "A" || line.display !== "inline";  // in a sentence: exempt (2.5.8)
  }).map((one) => one.outerHTML.slice(0, 140));

  const wider = () => document.scrollingElement.scrollWidth > innerWidth
    ? [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3).map((one) => one.outerHTML.slice(0, 140)) : [];

  return {
    read: (known, coloursOnly) => ({
      met: colours(known),
      parts: coloursOnly ? [] : [...skeleton(), ...page()],
      lang: document.documentElement.lang,
    }),
    ask: async (all) => {
      if (!window.axe) loadAxe();
      axe.configure({ rules: [{ id: "color-contrast", selector: "[data-judged]" }] });
      const how = { resultTypes: ["violations", "incomplete"], preload: false, iframes: false, selectors: false, elementRef: true };
      const found = await axe.run(document, all ? how : { ...how, runOnly: ["color-contrast"] });
      const unsure = found.incomplete.filter((one) => one.id === "color-contrast").flatMap((one) => one.nodes);
      return {
        violations: found.violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140))]),
        unsure: unsure.map((node) => Number(node.element.dataset.judged)),
      };
    },
    tooSmall,
    wider: () => {
      const usual = wider(), { dataset } = document.documentElement, size = dataset.size;
      dataset.size = "large";
      const large = wider();
      if (size === undefined) delete dataset.size;
      else dataset.size = size;
      return [usual, large];
    },
  };
})()
