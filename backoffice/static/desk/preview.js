// A photo that was chosen is shown beside its field before it is sent.
document.addEventListener("change", (event) => {
  const field = event.target.closest("input[type=file][data-preview]");
  if (!field) return;
  const box = field.closest(".group");
  box.querySelector(".preview")?.remove();
  const [file] = field.files;
  if (!file || !file.type.startsWith("image/")) return;
  const picture = new Image();
  picture.className = "preview";
  picture.alt = file.name;
  picture.src = URL.createObjectURL(file);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
  box.append(picture);
});
