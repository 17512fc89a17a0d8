window.closecallRows = {"columns":
	[["Reporting route","link"],["Area of care","text"],["Holds for","text"],["How soon","text"],["A way without a name?","text"],["Staff who knew it","text"],["From","day"],["In force?","tags"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["area","Area of care",
	[["medicines","Medicines"]]],["standing","In force?",
	[["in-force","In force"]]],["nameless","A way without a name?",
	[["yes","Yes"]]],["approved","Approved by a decision?",
	[["yes","Yes"]]]],"rows":
	[[["Near misses with medicines","../reporting-routes/rr-medicines/index.html"],"Medicines","Every service","Before the round ends","Yes","17 of 18","5 January 2026",
	[["good","In force"]],[0,0,0,0,0]]]};
