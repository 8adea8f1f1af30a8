/* The camera reads labels where the browser can; everybody else types or uses a hand scanner. */
"use strict";

(() => {
  const page = document.querySelector("[data-scanner]");
  if (!page || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const video = page.querySelector("video");
  const button = page.querySelector("[data-camera]");
  const SAME = 2500; // milliseconds in which one label is not read twice
  let last = { code: "", at: 0 };

  const read = async (detector) => {
    if (video.hidden) return;
    const [found] = await detector.detect(video).catch(() => []);
    const now = Date.now();
    if (found && (found.rawValue !== last.code || now - last.at > SAME)) {
      last = { code: found.rawValue, at: now };
      send(found.rawValue);
    }
    setTimeout(() => read(detector), 150);
  };

  const send = (code) => {
    const form = page.querySelector("form[data-scan]");
    form.elements.code.value = code;
    form.requestSubmit();
    if (navigator.vibrate) navigator.vibrate(40);
  };

  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!video.hidden) {
      video.srcObject.getTracks().forEach((track) => track.stop());
      video.hidden = true;
      return;
    }
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      button.hidden = true; // no camera, or not allowed: the field stays
      return;
    }
    video.hidden = false;
    await video.play();
    read(new BarcodeDetector({ formats: ["qr_code", "code_128"] }));
  });
})();
