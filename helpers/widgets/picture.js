// An explorer's picture and words. Says where the picture is pressed and dragged; while it plays, asks for the next.
function render({ model, el }) {
  let press = null; // where a press began, until it ends
  const draw = () => {
    el.innerHTML = model.get("value");
    const picture = el.querySelector("img");
    if (picture && model.get("cursor")) {
      picture.draggable = false;
      Object.assign(picture.style, { cursor: model.get("cursor"), touchAction: "none", userSelect: "none" });
    }
    // Each picture that is drawn asks for the next one, so that none has to wait for another.
    if (model.get("playing")) requestAnimationFrame(next);
  };
  const next = () => {
    if (!model.get("playing")) return;
    model.set("frame", model.get("frame") + 1);
    model.save_changes();
  };
  const tell = (event) => {
    const box = el.querySelector("img").getBoundingClientRect();
    const at = [(event.clientX - box.left) / box.width, (box.bottom - event.clientY) / box.height];
    press = press ?? at;
    model.set("pointer", { press: model.get("pointer").press + (press === at), from: press, at });
    model.save_changes();
  };
  const start = (event) => {
    const drags = event.isPrimary && !event.button && model.get("cursor"); // not a second finger
    if (!drags || event.target.tagName !== "IMG") return;
    el.setPointerCapture(event.pointerId);
    tell(event);
  };
  const end = (event) => event.isPrimary && (press = null);
  el.addEventListener("pointerdown", start);
  el.addEventListener("pointermove", (event) => press && event.isPrimary && tell(event));
  el.addEventListener("pointerup", end);
  el.addEventListener("pointercancel", end);
  model.on("change:value", draw);
  model.on("change:playing", next);
  draw();
  return () => {
    model.off("change:value", draw);
    model.off("change:playing", next);
  };
}

export default { render };
