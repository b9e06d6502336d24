//! The open search: what is listed, which option is marked, and what is chosen.

use super::super::dom::{add, all, by_id, first, focus_still, set};
use super::answer::{answered_rank, ask, is_answered, is_known};
use super::{CLEAR, Choice, Search, WAITING, Waiting, forget_choice};
use js_sys::{JsString, RegExp};
use leptos::{
    prelude::document,
    web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition},
};
use words::{WORST_RANK, country_rank};

/// Keeps on an option what is searched.
const NAMES: &str = "data-names";

impl Search {
    /// Does what a key asks for; nothing where it is the browser's.
    pub(super) fn obey(&self, key: &str, alt: bool) -> Option<()> {
        // Whoever goes on choosing has not chosen yet.
        forget_choice();
        match key {
            "ArrowDown" | "ArrowUp" if alt => self.show(key == "ArrowDown"),
            "ArrowDown" | "ArrowUp" => self.step(key == "ArrowDown"),
            "Home" | "End" if self.input.value().is_empty() => self.go(key == "Home"),
            // Without an option it sends no form either.
            "Enter" if self.waits(Choice::Marked) => {}
            "Enter" => {
                if let Some(option) = self.active() {
                    self.choose(Some(&option), true);
                }
            }
            "Escape" if !self.list.hidden() && !self.input.value().is_empty() => self.show(false),
            "Escape" => self.close(true),
            "Tab" if self.waits(Choice::Marked) => return None,
            // The browser goes on from the select.
            "Tab" => {
                self.choose(self.active().as_ref(), true);
                return None;
            }
            _ => return None,
        }
        Some(())
    }

    /// What is typed, folded.
    fn wanted(&self) -> String {
        fold(&self.input.value().replace(';', " "))
    }

    /// Lists the countries that fit what is typed, the best first. While the server has not said what else fits, and none
    /// does by the names on the page, the list stays and none is marked: most often those of a longer name are among those
    /// of its beginning.
    pub(super) fn filter(&self) {
        let wanted = self.wanted();
        let known = is_known(&wanted);
        if !known {
            ask(&wanted);
        }
        CLEAR.set(false);
        let options = all(&self.select, "option[value]:not([value=''])");
        let ranks: Vec<_> = options.iter().map(|option| rank(option, &wanted, known)).collect();
        let found = ranks.iter().flatten().count();
        if found == 0 && !known {
            self.mark(None);
        } else {
            let of_wave = |wave| options.iter().zip(&ranks).filter(move |(_, rank)| **rank == Some(wave));
            self.list.set_text_content(None);
            (0..=WORST_RANK).flat_map(of_wave).for_each(|(option, _)| self.add(option));
            // The only one that is called just so, or the only one at all where that is no slip of two letters.
            let best = ranks.iter().flatten().filter(|rank| **rank == 0).count();
            CLEAR.set(!wanted.is_empty() && (best == 1 || known && found == 1 && wanted.chars().count() > 2));
            self.show(true);
            let chosen = by_id(&format!("country-{}", self.select.value())).filter(|_| wanted.is_empty());
            let marked = if wanted.is_empty() { chosen.map(Into::into) } else { self.list.first_element_child() };
            self.mark(marked.as_ref());
        }
        self.say(known.then_some(found), wanted.is_empty());
    }

    /// The server has answered: those that it knows of come, what the person went to stays, and a choice waits no longer.
    pub(super) fn hear(&self) {
        if self.is_closed() {
            self.filter();
            self.show(false);
            self.say(None, true);
            return;
        }
        let reached = self.active().filter(|_| CLEAR.get());
        self.filter();
        if let Some(option) = reached.and_then(|option| by_id(&option.id())) {
            self.reach(Some(&option));
        }
        let Some(Waiting { choice, sent }) = WAITING.take() else { return };
        let focused = self.is_focused();
        // Where no answer came another country may have been meant.
        let option = self.active().filter(|_| choice == Choice::Marked && is_answered() || CLEAR.get());
        if option.is_some() || !focused {
            self.choose(option.as_ref(), focused);
        }
        if let Some((form, pressed)) = sent {
            let _sent = form.request_submit_with_submitter(pressed.as_ref());
        }
    }

    fn is_focused(&self) -> bool {
        document().active_element().is_some_and(|at| at == **self.input)
    }

    /// Whether a choice must wait for what the server says. It does so then.
    pub(super) fn waits(&self, choice: Choice) -> bool {
        let waits = !CLEAR.get() && !self.is_closed() && !is_known(&self.wanted());
        if waits {
            WAITING.with_borrow_mut(|waiting| _ = waiting.get_or_insert(Waiting { choice, sent: None }));
        }
        waits
    }

    /// Whether the person closed the list.
    fn is_closed(&self) -> bool {
        self.list.hidden() && self.list.has_child_nodes()
    }

    /// Lists a country.
    fn add(&self, country: &HtmlElement) {
        let Some(option) = add(&self.list, "li", "", &country.text_content().unwrap_or_default()) else { return };
        set(&option, "id", &format!("country-{}", code(country)));
        set(&option, "role", "option");
        set(&option, "aria-selected", "false");
    }

    /// Says how many there are if that is known, and what to do where there is none.
    fn say(&self, found: Option<usize>, all: bool) {
        self.status.set_class_name(if found == Some(0) { "combobox__none" } else { "visually-hidden" });
        let attribute_text = |name: &str| self.status.get_attribute(name).unwrap_or_default();
        let sentence = match found {
            Some(0) => attribute_text("data-none"),
            Some(found) if !all => format!("{} {found}", attribute_text("data-found")),
            _ => String::new(),
        };
        self.status.set_text_content(Some(&sentence));
    }

    /// Shows the list if there is anything in it, or hides it.
    pub(super) fn show(&self, shown: bool) {
        let shown = shown && self.list.has_child_nodes();
        self.list.set_hidden(!shown);
        set(&self.input, "aria-expanded", if shown { "true" } else { "false" });
        if !shown {
            self.mark(None);
        }
    }

    /// The option that Enter takes.
    pub(super) fn active(&self) -> Option<Element> {
        Some(first(&self.list, "[aria-selected=true]")?.into())
    }

    fn mark(&self, option: Option<&Element>) {
        if let Some(before) = self.active() {
            set(&before, "aria-selected", "false");
        }
        if let Some(option) = option {
            set(option, "aria-selected", "true");
            // Whoever is elsewhere by now stays there.
            if self.is_focused() {
                near(option);
            }
        }
        set(&self.input, "aria-activedescendant", &option.map(Element::id).unwrap_or_default());
    }

    /// Goes to the next option or the one before, from one end to the other.
    fn step(&self, down: bool) {
        self.show(true);
        let beside = |at: Element| if down { at.next_element_sibling() } else { at.previous_element_sibling() };
        match self.active().and_then(beside) {
            Some(next) => self.reach(Some(&next)),
            None => self.go(down),
        }
    }

    /// Goes to the first option, or the last.
    fn go(&self, to_first: bool) {
        let option = if to_first { self.list.first_element_child() } else { self.list.last_element_child() };
        self.reach(option.as_ref());
    }

    /// Marks what the person went to: that is what they mean.
    fn reach(&self, option: Option<&Element>) {
        self.mark(option);
        CLEAR.set(true);
    }

    /// Takes the search from the page.
    pub(super) fn close(&self, focused: bool) {
        forget_choice();
        // It is not open any more for whoever hears that the focus moves.
        let _closed = self.list.remove_attribute("id");
        for name in ["aria-hidden", "tabindex"] {
            let _shown = self.select.remove_attribute(name);
        }
        if focused {
            focus_still(&self.select);
        }
        if let Some(search) = self.input.parent_element() {
            search.remove();
        }
    }

    /// Closes the search and writes what was chosen into the select, as the person would.
    pub(super) fn choose(&self, option: Option<&Element>, focused: bool) {
        self.close(focused);
        let id = option.map(Element::id).unwrap_or_default();
        let Some(code) = id.strip_prefix("country-").filter(|code| self.select.value() != *code) else { return };
        self.select.set_value(code);
        for kind in ["input", "change"] {
            if let Ok(event) = document().create_event("Event") {
                event.init_event_with_bubbles(kind, true);
                let _told = self.select.dispatch_event(&event);
            }
        }
    }
}

/// Brings an element into view, if it is not.
pub(super) fn near(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// How well a country answers: by its name on the page and its code, and by what the server said if that is known.
fn rank(country: &HtmlElement, wanted: &str, known: bool) -> Option<u8> {
    let by_page = country_rank(names(country).as_bytes(), wanted.as_bytes());
    let by_server = if known { answered_rank(&code(country)) } else { None };
    by_page.into_iter().chain(by_server.filter(|_| !wanted.is_empty())).min()
}

fn code(country: &HtmlElement) -> String {
    country.get_attribute("value").unwrap_or_default()
}

/// The country's name on the page and its code, as they are searched.
fn names(country: &HtmlElement) -> String {
    country.get_attribute(NAMES).unwrap_or_else(|| {
        let names = fold(&format!(";{};{};", country.text_content().unwrap_or_default(), code(country)));
        set(country, NAMES, &names);
        names
    })
}

/// Small letters without accents, and without the signs that people leave out; one blank for what parts words.
fn fold(text: &str) -> String {
    let mut folded = JsString::from(text).to_lower_case().normalize("NFD");
    for (letters, plain) in [("[\u{300}-\u{36F}.'’ʼʻ‘`´)]", ""), ("[-–—(,&\\s]+", " "), ("ł", "l")] {
        folded = folded.replace_by_pattern(&RegExp::new(letters, "g"), plain);
    }
    folded.trim().into()
}
