// Sends chosen files one by one: photos are made smaller first, and what a weak network interrupts is sent again.
// Without this script each form sends its one file as it is.
(() => {
  const LONGEST_SIDE = 2000, QUALITY = 0.82, SMALL_ENOUGH = 400 * 1024, MOST_TRIES = 30;
  const queue = [];
  let busy = false, failed = false;
  const rest = (seconds) => new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });

  async function reduced(file) {
    if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file;
    }
  }

  const post = (form, file, progress) => new Promise((done) => {
    const body = new FormData(form);
    body.set("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => progress(event.lengthComputable ? Math.floor(100 * event.loaded / event.total) : 0);
    request.onload = () => {
      try {
        done({ status: request.status, error: JSON.parse(request.responseText).error });
      } catch {
        done({ status: request.status >= 500 ? 0 : request.status, error: null });
      }
    };
    request.onerror = request.ontimeout = () => done({ status: 0 });
    request.send(body);
  });

  // Without a network a reload would leave the browser's own error page in place of ours.
  async function reopen() {
    for (;;) {
      try {
        await fetch(document.querySelector("link[rel=icon]").href, { cache: "no-store" });
        break;
      } catch {
        await rest(5);
      }
    }
    location.reload();
  }

  async function send({ form, file, line }) {
    const words = form.dataset;
    const small = await reduced(file);
    const refuse = (why) => {
      line.textContent = `${words.failed} ${small.name}. ${why}`;
      line.className = "error";
      return false;
    };
    // Half an hour of a weak network, only to be refused by the server, is spared.
    if (small.size > words.limit * 1024 * 1024) return refuse(words.large);
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const answer = await post(form, small, (percent) => { line.textContent = `${words.sending} ${small.name}: ${percent} %`; });
      if (answer.status === 200 && answer.error === "") {
        line.textContent = `${words.done}: ${small.name}`;
        return true;
      }
      if (answer.error) return refuse(answer.error);
      if (answer.status !== 0) {
        // Not our answer: the session has ended. The page itself leads to where one signs in.
        reopen();
        return false;
      }
      line.textContent = `${small.name}: ${words.waiting}`;
      await rest(Math.min(30, 2 ** tries));
    }
    return refuse("");
  }

  async function run() {
    if (busy) return;
    busy = true;
    while (queue.length) failed = !(await send(queue.shift())) || failed;
    busy = false;
    if (!failed) reopen();
  }

  document.querySelectorAll("form.upload").forEach((form) => {
    const input = form.querySelector("input[type=file]");
    const status = form.querySelector(".progress");
    const take = () => {
      [...input.files].forEach((file) => {
        const line = document.createElement("span");
        status.append(line, document.createElement("br"));
        line.textContent = file.name;
        queue.push({ form, file, line });
      });
      input.value = "";
      failed = false;
      run();
    };
    input.multiple = true;
    form.querySelector(".button").hidden = true;
    form.classList.add("scripted");
    form.querySelector("label").className = "button secondary";
    input.addEventListener("change", take);
    if (input.files.length) take();  // on a slow network a person may be faster than this script
  });
  addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
})();
