// Sends chosen files one by one: photos are made smaller first, and a large file goes in parts. What a weak network
// interrupts goes on after what has arrived, also on a later page, when the same file is chosen again.
// Without this script each form sends its one file as it is.
(() => {
  const LONGEST_SIDE = 2000, QUALITY = 0.82, SMALL_ENOUGH = 400 * 1024, MOST_TRIES = 30;
  const PART = 128 * 1024, SMALLEST_PART = 32 * 1024, PART_SECONDS = 120, QUESTION_SECONDS = 30;
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

  // The digest tells the server which file this is, whatever it is called. Browsers have it on secure pages only:
  // elsewhere a file is sent whole.
  async function digestOf(file) {
    try {
      const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    } catch {
      return "";
    }
  }

  // Resolves to our answer with its status; status 0: ask again later.
  const post = (form, address, given, seconds, progress) => new Promise((done) => {
    const body = new FormData(form);
    body.delete("file");
    Object.entries(given).forEach(([name, value]) => body.set(name, value));
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.timeout = seconds * 1000;
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => {
      try {
        done({ status: request.status, ...JSON.parse(request.responseText) });
      } catch {
        done({ status: request.status >= 500 ? 0 : request.status });
      }
    };
    request.onerror = request.ontimeout = () => done({ status: 0 });
    request.send(body);
  });

  async function postWhole(form, file, progress) {
    const answer = await post(form, form.action, { file }, 0, progress);
    return { ...answer, attached: answer.status === 200 && answer.error === "" };
  }

  // A part of no length asks how much has arrived.
  function postPart(form, file, digest, offset, length, progress) {
    const part = file.slice(offset, offset + length);
    const given = { name: file.name, digest, size: file.size, offset, length: part.size };
    if (length) given.file = new File([part], file.name);
    return post(form, form.dataset.parts, given, length ? PART_SECONDS : QUESTION_SECONDS, progress);
  }

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
    const digest = small.size > PART ? await digestOf(small) : "";
    let offset = 0, length = 0, part = PART, tries = 0;
    const tell = (loaded) => {
      const percent = Math.floor(100 * (offset + Math.min(loaded, digest ? length : small.size)) / (small.size || 1));
      line.textContent = `${words.sending} ${small.name}: ${percent} %`;
    };
    while (tries < MOST_TRIES) {
      const answer = await (digest ? postPart(form, small, digest, offset, length, tell) : postWhole(form, small, tell));
      if (answer.attached) {
        line.textContent = `${words.done}: ${small.name}`;
        return true;
      }
      if (answer.error) return refuse(answer.error);
      if (answer.status === 0) {
        tries += 1;
        line.textContent = `${small.name}: ${words.waiting}`;
        await rest(Math.min(30, 2 ** tries));
        part = Math.max(SMALLEST_PART, part / 2);
        length = 0;
      } else if (answer.received === undefined) {
        // Not our answer: the session has ended. The page itself leads to where one signs in.
        reopen();
        return false;
      } else {
        tries = answer.received > offset ? 0 : tries + 1;
        part = length ? Math.min(PART, part * 2) : part;
        offset = answer.received;
        length = part;
        tell(0);
      }
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
      form.querySelectorAll(".unfinished").forEach((words) => { words.hidden = true; });
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
