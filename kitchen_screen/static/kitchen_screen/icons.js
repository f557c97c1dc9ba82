// The sprite is taken into the page once, so that icons do not go with the network.

let here = false;

export async function bringIcons() {
  const first = document.querySelector("use[href*='#']");
  try {
    const response = await fetch(first.getAttribute("href").split("#")[0]);
    const sprite = new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
    sprite.setAttribute("class", "sprite");
    sprite.setAttribute("aria-hidden", "true");
    document.body.append(document.adoptNode(sprite));
  } catch {
    return; // they are then drawn from the file, as without this
  }
  here = true;
  localIcons(document);
  document.querySelectorAll("template").forEach((template) => localIcons(template.content));
}

export function localIcons(root) {
  if (!here) return root;
  for (const use of root.querySelectorAll("use")) use.setAttribute("href", use.getAttribute("href").replace(/^.*#/, "#"));
  return root;
}
